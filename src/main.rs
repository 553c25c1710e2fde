//! The program: arguments, log and panics here; then a command of [`tianye::cli`] or the window of [`tianye::app`].

use std::process::ExitCode;

use tianye::cli::{self, Next};
use tianye::model::Message;
use tianye::{app, import};

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == import::worker::ARGUMENT) {
        import::worker::serve();
        return ExitCode::SUCCESS;
    }
    env_logger::Builder::new().parse_filters(&std::env::var("TIANYE_LOG").unwrap_or_else(|_| "off".to_owned())).init();
    tianye::store::size_limit_is_an_error();
    match cli::run(std::env::args_os()) {
        Next::Exit(code) => code,
        Next::Window { language, .. } if !app::display_is_there() => {
            cli::tour_without_display(language, &Message::new("cli.window.no_display"))
        }
        Next::Window { project, language } => match app::run_window(project, language) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => cli::tour_without_display(language, &Message::new("cli.window.failed").with("error", error)),
        },
    }
}
