//! The house stands: layers point one way, files can be read at a sitting, effects stay at the edge.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in the order of dependency; a module may use those of a lower floor and its own.
const FLOORS: [(&str, u32); 11] = [
    ("model", 0),
    ("i18n", 1),
    ("store", 1),
    ("import", 2),
    ("search", 2),
    ("analysis", 2),
    ("export", 2),
    ("exchange", 3),
    ("session", 4),
    ("app", 5),
    // Above the window, since `picture` and `tour` draw with it.
    ("cli", 6),
];

fn sources() -> Vec<(PathBuf, String, String)> {
    files_of("src")
}

/// Every file below a folder of the project: its path in there, its module, its text.
fn files_of(folder: &str) -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&root).unwrap().to_owned();
                let module = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
                found.push((inside, module, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "nothing was found below {folder}");
    found
}

/// Lines of code: without comments and without the tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    // At the margin: what stands further in is a single item for tests, and code goes on after it.
    let end = text.find("\n#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn floor(module: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for (path, module, text) in sources() {
        let Some(own) = floor(&module) else { continue };
        for line in code(&text) {
            for part in line.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != module
                    && let Some(other) = floor(&used)
                    && (other > own || (other == own && used != "i18n") || (module == "analysis" && used != "model"))
                {
                    wrong.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these reach up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn effects_stay_at_the_edge() {
    let rules: [(&str, &[&str], &[&str]); 4] = [
        ("egui::", &["app"], &[]),
        ("std::fs", &["store", "import", "export", "exchange", "cli"], &["main.rs"]),
        ("SystemTime", &["store"], &[]),
        ("now_v7", &["store"], &[]),
    ];
    let mut wrong = Vec::new();
    for (path, module, text) in sources() {
        for (word, allowed, files) in rules {
            let file = path.to_string_lossy();
            if !allowed.contains(&module.as_str())
                && !files.contains(&&*file)
                && let Some(line) = code(&text).find(|line| line.contains(word))
            {
                wrong.push(format!("{file}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "these have effects where none should be:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_can_be_read_at_a_sitting() {
    let everything = ["src", "tests", "benches"].into_iter().flat_map(files_of);
    let long: Vec<String> = everything
        .map(|(path, _, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(files_of)
        .filter(|(_, _, text)| !text.starts_with("//!"))
        .map(|(path, ..)| path)
        .collect();
    assert!(silent.is_empty(), "these begin without a word: {silent:?}");
}
