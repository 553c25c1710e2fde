//! What clap says when the arguments are wrong, in the reader's language.
//!
//! clap's own sentences are English and spread over its code; its kinds and contexts are data. This
//! file turns the data into our messages and points to the help of the command that was meant.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::model::Message;

/// The sentence for a refusal of clap's. Help and version are no refusals and are not given here.
#[must_use]
pub fn message(error: &clap::Error) -> Message {
    let value = |kind| error.get(kind).map(written).filter(|text| !text.is_empty());
    let argument = || value(ContextKind::InvalidArg).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => suggest(
            Message::new("cli.wrong.unknown_argument").with("argument", argument()),
            "cli.wrong.unknown_argument_like",
            error.get(ContextKind::SuggestedArg).map(first),
        ),
        ErrorKind::InvalidSubcommand => suggest(
            Message::new("cli.wrong.unknown_command")
                .with("command", value(ContextKind::InvalidSubcommand).unwrap_or_default()),
            "cli.wrong.unknown_command_like",
            error.get(ContextKind::SuggestedSubcommand).map(first),
        ),
        ErrorKind::MissingRequiredArgument => Message::new("cli.wrong.missing").with("argument", argument()),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("cli.wrong.no_command")
        }
        ErrorKind::InvalidValue => match (value(ContextKind::InvalidValue), value(ContextKind::ValidValue)) {
            (Some(given), Some(allowed)) => Message::new("cli.wrong.not_among")
                .with("argument", argument())
                .with("given", given)
                .with("allowed", allowed),
            (Some(given), None) => Message::new("cli.wrong.value").with("argument", argument()).with("given", given),
            (None, _) => Message::new("cli.wrong.no_value").with("argument", argument()),
        },
        ErrorKind::ValueValidation => {
            let given = value(ContextKind::InvalidValue).unwrap_or_default();
            let below_zero = given.parse::<f64>().is_ok_and(|number| number < 0.0);
            Message::new(if below_zero { "cli.wrong.below_zero" } else { "cli.wrong.value" })
                .with("argument", argument())
                .with("given", given)
        }
        ErrorKind::ArgumentConflict => match value(ContextKind::PriorArg) {
            Some(other) if other != argument() => {
                Message::new("cli.wrong.conflict").with("argument", argument()).with("other", other)
            }
            _ => Message::new("cli.wrong.twice").with("argument", argument()),
        },
        ErrorKind::InvalidUtf8 => Message::new("cli.wrong.not_text"),
        _ => Message::new("cli.wrong.other").with("argument", argument()),
    }
}

fn suggest(plain: Message, id: &'static str, like: Option<String>) -> Message {
    match like {
        Some(like) => Message { id: id.into(), ..plain }.with("like", like),
        None => plain,
    }
}

/// The likeliest of what clap suggests.
fn first(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(values) => values.first().cloned().unwrap_or_default(),
        value => written(value),
    }
}

fn written(value: &ContextValue) -> String {
    match value {
        ContextValue::Bool(value) => value.to_string(),
        ContextValue::String(value) => value.clone(),
        ContextValue::Strings(values) => values.join(" "),
        ContextValue::StyledStr(value) => value.to_string(),
        ContextValue::StyledStrs(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        ContextValue::Number(value) => value.to_string(),
        _ => String::new(),
    }
}
