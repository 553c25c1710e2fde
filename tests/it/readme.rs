//! The two READMEs agree with the program: keys with the list of commands, pictures with those in `docs/pictures`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tianye::app::commands::UiCommand;
use tianye::i18n::Language;

const READMES: [(Language, &str); 2] = [(Language::English, "README.md"), (Language::Chinese, "README.zh-CN.md")];

/// The keys that somebody wants to know first, by rows; F1 shows all.
const ROWS: &[&[UiCommand]] = {
    use UiCommand as C;
    &[
        &[C::PickCode],
        &[C::InVivo, C::LastCode],
        &[C::CodeWithMemo, C::EditMemo],
        &[C::RemoveCoding],
        &[C::NextCoding, C::PreviousCoding],
        &[C::StartEarlier, C::StartLater],
        &[C::EndEarlier, C::EndLater],
        &[C::OpenCodePage, C::BackToCodePage],
        &[C::AddCode, C::PasteCodes, C::RenameCode],
        &[C::NewMemo, C::QuoteIntoMemo],
        &[C::CorrectText, C::Replace],
        &[C::FindAnything],
        &[C::FindInDocument, C::FindEverywhere],
        &[C::Undo, C::Redo],
        &[
            C::ShowCode,
            C::ShowSearch,
            C::ShowAnalyse,
            C::ShowReport,
            C::ShowMemos,
            C::ShowHistory,
            C::ShowWords,
            C::ShowSheet,
        ],
        &[C::PreviousDocument, C::NextDocument],
        &[C::ToggleLists, C::ToggleInspector],
        &[C::NextPanel, C::PreviousPanel],
        &[C::TextLarger, C::TextSmaller],
        &[C::LargerInterface, C::SmallerInterface],
        &[C::SwitchTheme, C::SwitchLanguage],
        &[C::NewProject, C::OpenProject, C::ImportFiles],
        &[C::Shortcuts],
    ]
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The table as it follows from the list of commands.
fn keys_table(language: Language) -> String {
    let ctx = egui::Context::default();
    ctx.set_os(egui::os::OperatingSystem::Nix);
    let row = |commands: &&[UiCommand]| {
        let keys = commands.iter().map(|command| format!("`{}`", command.keys(&ctx).expect("it has keys")));
        let names = commands.iter().map(|command| command.name(language).trim_end_matches(['…', '.']).to_owned());
        let between = if language == Language::Chinese { "；" } else { "; " };
        format!("| {} | {} |\n", keys.collect::<Vec<_>>().join(" / "), names.collect::<Vec<_>>().join(between))
    };
    format!("| | |\n|---|---|\n{}", ROWS.iter().map(row).collect::<String>())
}

#[test]
fn the_keys_in_the_readmes_are_those_of_the_list_of_commands() {
    let tables = READMES.map(|(language, name)| (name, keys_table(language)));
    let wrong = tables.iter().filter(|(name, table)| !text(name).contains(table));
    let wrong: Vec<_> = wrong.map(|(name, table)| format!("in {name} the table of keys is to be:\n{table}")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_picture_of_the_readmes_is_there_and_every_one_that_is_there_is_shown() {
    let mut shown = BTreeSet::new();
    for (_, name) in READMES {
        let text = text(name);
        let links = text.split("](docs/pictures/").skip(1).map(|rest| rest[..rest.find(')').unwrap()].to_owned());
        let of_one: Vec<String> = links.collect();
        assert!((4..=6).contains(&of_one.len()), "{name} shows {of_one:?}");
        shown.extend(of_one);
    }
    let files = std::fs::read_dir(root().join("docs/pictures")).unwrap();
    let there: BTreeSet<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, shown);
}

#[test]
fn the_pages_that_the_readmes_lead_to_are_there() {
    for (_, name) in READMES {
        for rest in text(name).split("](").skip(1) {
            let link = &rest[..rest.find(')').unwrap()];
            let path: PathBuf = root().join(link);
            assert!(link.starts_with("http") || path.exists(), "{name} leads to {link}");
        }
    }
}
