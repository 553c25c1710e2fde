//! The real program, run by commands: the main job, and everything that can be wrong with its input.

#![allow(clippy::disallowed_methods, reason = "the tests write what the program is given")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A folder of its own for a test, with a home of its own for the program.
pub struct Desk {
    folder: tempfile::TempDir,
    language: &'static str,
}

/// What a run of the program gave.
pub struct Ran {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.text(), self.err);
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The words of the sentence on standard error, each of them.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in: {}", self.err);
        }
        self
    }
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), language: "en" }
    }

    pub fn in_chinese() -> Self {
        Self { language: "zh", ..Self::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tianye"));
        let home = self.folder.path().join("home");
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", &home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("TMPDIR", self.folder.path())
            .env("TIANYE_LANG", self.language)
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: output.stdout, err }
    }

    /// A project with one short text and four codes.
    pub fn study(&self) {
        self.run(&["new", "study", "--title", "试作", "--coder", "编码者甲"]).ends(0);
        self.file(
            "访谈.txt",
            "社工 01：表格越填越多。\n老人 02：签几个字，大家都高兴。\n社工 01：钱从街道来，样子照街道的来。\n",
        );
        self.file(
            "codes.csv",
            "path,color,description\n陷阱/合谋,#C86265,彼此心照不宣\n陷阱/内卷化,,投入多而无长进\n陷阱/行政依附,,\n",
        );
        self.run(&["import", "study.tianye", "访谈.txt", "--no-cleaning"]).ends(0);
        self.run(&["codes", "import", "study.tianye", "codes.csv"]).ends(0);
    }
}

/// Every file of a folder with its bytes, but for the program's own traces of having looked.
pub fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn the_main_job_can_be_done_by_commands_alone() {
    let desk = Desk::new();
    desk.study();
    let text = "社工 01：表格越填越多。\n老人 02：签几个字，大家都高兴。\n社工 01：钱从街道来，样子照街道的来。\n";
    let place = |quote: &str| {
        let start = text[..text.find(quote).unwrap()].chars().count();
        (start, start + quote.chars().count())
    };
    let mut rows = "coder,doc,start_char,end_char,code_path,memo\n".to_owned();
    for (coder, quote, code, memo) in [
        ("编码者甲", "表格越填越多", "陷阱/内卷化", "五张表"),
        ("编码者甲", "签几个字，大家都高兴", "陷阱/合谋", ""),
        ("编码者乙", "签几个字", "陷阱/内卷化", ""),
        ("编码者乙", "钱从街道来，样子照街道的来", "陷阱/行政依附", "a, \"b\""),
    ] {
        let (start, end) = place(quote);
        writeln!(rows, "{coder},访谈,{start},{end},{code},\"{}\"", memo.replace('"', "\"\"")).unwrap();
    }
    desk.file("codings.csv", &rows);
    desk.run(&["codings", "import", "study.tianye", "codings.csv"]).ends(0);

    let found = desk.run(&["search", "study.tianye", "街道", "--json"]).ends(0).json();
    assert_eq!(found["total"], 2);
    let hit = &found["hits"][0];
    assert_eq!((hit["start"].as_u64(), hit["end"].as_u64()), {
        let (start, _) = place("街道来，样子");
        (Some(start as u64), Some(start as u64 + 2))
    });

    let matrix = desk.run(&["cooccur", "study.tianye", "--unit", "overlap", "--format", "csv"]).ends(0).text();
    assert_eq!(matrix.lines().next(), Some("code,陷阱/合谋,陷阱/内卷化,陷阱/行政依附"));
    assert!(matrix.contains("\n陷阱/合谋,1,1,0\n") && matrix.contains("\n陷阱/内卷化,1,2,0\n"), "{matrix}");
    let apart = ["cooccur", "study.tianye", "--coders", "each", "--format", "json"];
    let apart = desk.run(&apart).ends(0).json();
    assert_eq!(apart["pairs"].as_array().unwrap().len(), 0, "two people's codings met: {apart}");
    assert_eq!(apart["each"].as_array().unwrap().len(), 2);

    let segments = desk.run(&["segments", "study.tianye", "--code", "内卷化", "--format", "json"]).ends(0).json();
    assert_eq!(segments["count"], 2);
    assert_eq!(segments["segments"][0]["text"], "表格越填越多");
    assert_eq!(segments["segments"][0]["memo"], "五张表");

    for format in ["docx", "xlsx", "csv", "md", "html"] {
        let out = format!("excerpts.{format}");
        desk.run(&["export", "study.tianye", "--out", &out, "--format", format]).ends(0);
        assert!(std::fs::metadata(desk.path(&out)).unwrap().len() > 100, "{format}");
    }
    assert!(std::fs::read_to_string(desk.path("excerpts.md")).unwrap().contains("签几个字，大家都高兴"));
    let one = desk.run(&["export", "study.tianye", "--out", "-", "--format", "md", "--codes", "合谋"]).ends(0).text();
    assert!(one.contains("签几个字，大家都高兴") && !one.contains("样子照街道的来"), "{one}");

    let report = desk.run(&["check", "study.tianye", "--json"]).ends(0).json();
    assert_eq!((&report["sound"], &report["codings"], &report["coders"]), (&true.into(), &4.into(), &2.into()));
}

#[test]
fn what_one_command_did_another_takes_back_and_does_again() {
    let desk = Desk::new();
    desk.study();
    let codes = |desk: &Desk| desk.run(&["codes", "list", "study.tianye", "--json"]).ends(0).json();
    let count = |desk: &Desk| codes(desk)["codes"].as_array().unwrap().len();
    assert_eq!(count(&desk), 4);
    desk.run(&["undo", "study.tianye"]).ends(0);
    assert_eq!(count(&desk), 0);
    desk.run(&["redo", "study.tianye"]).ends(0);
    assert_eq!(count(&desk), 4);
    let list = codes(&desk);
    assert_eq!(list["codes"][1]["path"], "陷阱/合谋");
    assert_eq!(list["codes"][1]["description"], "彼此心照不宣");
}

#[test]
fn codes_and_codings_come_out_as_they_went_in() {
    let desk = Desk::new();
    desk.study();
    desk.file("in.csv", "coder,doc,start_char,end_char,code_path,memo\n编码者乙,访谈,6,12,陷阱/内卷化,\n");
    desk.run(&["codings", "import", "study.tianye", "in.csv"]).ends(0);
    let out = desk.run(&["codings", "export", "study.tianye", "-"]).ends(0).text();
    assert!(out.contains("编码者乙,访谈,6,12,陷阱/内卷化,"), "{out}");
    desk.file("out.csv", &out);
    desk.run(&["codes", "export", "study.tianye", "book.csv"]).ends(0);

    desk.run(&["new", "other"]).ends(0);
    desk.run(&["import", "other.tianye", "访谈.txt", "--no-cleaning"]).ends(0);
    desk.run(&["codes", "import", "other.tianye", "book.csv"]).ends(0);
    desk.run(&["codings", "import", "other.tianye", "out.csv"]).ends(0);
    let again = desk.run(&["segments", "other.tianye", "--code", "陷阱/内卷化", "--format", "json"]).ends(0).json();
    assert_eq!((&again["count"], &again["segments"][0]["coder"]), (&1.into(), &"编码者乙".into()));
}

#[test]
fn rows_that_cannot_be_placed_are_named_and_the_others_go_in() {
    for desk in [Desk::new(), Desk::in_chinese()] {
        desk.study();
        desk.file(
            "rows.csv",
            "coder,doc,start_char,end_char,code_path,memo\n甲,访谈,0,4,陷阱/合谋,\n甲,没有这份,0,4,陷阱/合谋,\n甲,访谈,5,99999,陷阱/合谋,\n",
        );
        let ran = desk.run(&["codings", "import", "study.tianye", "rows.csv", "--json"]).ends(1);
        let answer = ran.json();
        assert_eq!(answer["added"], 1);
        let lines: Vec<u64> =
            answer["refused"].as_array().unwrap().iter().map(|r| r["line"].as_u64().unwrap()).collect();
        assert_eq!(lines, [3, 4]);
        ran.says(&["3", "4"]);
    }
}

#[test]
fn a_bad_file_is_named_and_the_good_ones_go_in() {
    let desk = Desk::new();
    desk.run(&["new", "study"]).ends(0);
    desk.file("好的.txt", "一段可以读的文字，讲一次入户。");
    desk.file("国标.txt", encoding_rs::GB18030.encode("这份文件用的是国标编码，讲的是枢纽型组织怎样分派任务。").0);
    desk.file("网页.html", "<html><script>alert(1)</script><h1>标题</h1><p>正文一段。</p></html>");
    desk.file("空的.txt", "");
    desk.file("二进制.txt", [0_u8, 159, 146, 150, 0, 1, 2, 3, 255, 0, 0, 7].repeat(50));
    desk.file("假的.docx", "这不是 Word 文件");
    std::fs::create_dir(desk.path("文件夹.txt")).unwrap();
    let names = ["好的.txt", "国标.txt", "网页.html", "空的.txt", "二进制.txt", "文件夹.txt", "没有.txt"];
    let arguments: Vec<&str> =
        ["import", "study.tianye"].into_iter().chain(names).chain(["--group", "甲组", "--json"]).collect();
    let ran = desk.run(&arguments).ends(1);
    let answer = ran.json();
    let listed = |key: &str| -> Vec<String> {
        answer[key].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed("imported"), ["好的.txt", "国标.txt", "网页.html"], "{answer:#}");
    assert_eq!(listed("refused"), ["空的.txt", "二进制.txt", "文件夹.txt", "没有.txt"]);
    assert_eq!(answer["imported"][1]["encoding"].as_str().map(str::to_lowercase), Some("gb18030".into()));
    ran.says(&["空的.txt", "二进制.txt", "文件夹.txt", "没有.txt"]);
    let again = desk.run(&["import", "study.tianye", "好的.txt", "--json"]).ends(0).json();
    assert_eq!(again["imported"][0]["findings"].as_array().map(Vec::len), Some(1), "a twin was not told: {again:#}");
    let hits = desk.run(&["search", "study.tianye", "alert", "--json"]).ends(0).json();
    assert_eq!(hits["total"], 0, "a script was taken for text");

    let before = desk.run(&["check", "study.tianye", "--json"]).json();
    desk.run(&["import", "study.tianye", "空的.txt"]).ends(3);
    assert_eq!(desk.run(&["check", "study.tianye", "--json"]).json(), before);
}

#[test]
fn a_word_file_by_name_only_is_read_as_what_it_is_or_refused() {
    let desk = Desk::new();
    desk.run(&["new", "study"]).ends(0);
    desk.file("假的.docx", "这不是 Word 文件，只是一段文字。");
    let ran = desk.run(&["import", "study.tianye", "假的.docx", "--json"]);
    let answer = ran.json();
    match ran.code {
        0 => assert_eq!(answer["imported"][0]["format"], "txt"),
        3 => assert_eq!(answer["refused"][0]["file"], "假的.docx"),
        code => panic!("exit {code}: {}", ran.err),
    }
}

#[test]
fn a_project_that_is_not_there_is_said_in_both_languages() {
    for (desk, words) in [(Desk::new(), "project.ron"), (Desk::in_chinese(), "没有做任何改动")] {
        std::fs::create_dir(desk.path("empty.tianye")).unwrap();
        for command in ["check", "undo", "codes list"] {
            let run = |project| desk.run(&command.split(' ').chain([project]).collect::<Vec<_>>()).ends(3);
            run("nowhere").says(&["nowhere"]);
            run("empty.tianye").says(&["empty.tianye", words]);
        }
    }
}

#[test]
fn a_project_is_never_made_over_something() {
    let desk = Desk::new();
    desk.study();
    let before = contents(&desk.path("study.tianye"));
    desk.run(&["new", "study"]).ends(3).says(&["study.tianye"]);
    assert_eq!(contents(&desk.path("study.tianye")), before);
}

#[test]
fn a_project_of_a_newer_version_is_read_or_refused_but_never_written() {
    for (version, reads) in [("(2, 99)", 0), ("(99, 0)", 3)] {
        let desk = Desk::new();
        desk.study();
        let file = desk.path("study.tianye/project.ron");
        let text = std::fs::read_to_string(&file).unwrap();
        // Without the seal in its first line: a newer program would have written one of its own.
        let newer = text.split_once('\n').unwrap().1.replace("(2, 3)", version);
        assert!(newer.contains(version), "{newer}");
        std::fs::write(&file, newer).unwrap();
        let before = contents(&desk.path("study.tianye"));
        desk.run(&["codes", "list", "study.tianye"]).ends(reads);
        desk.run(&["undo", "study.tianye"]).ends(3);
        desk.run(&["import", "study.tianye", "访谈.txt"]).ends(3);
        assert_eq!(contents(&desk.path("study.tianye")), before, "version {version}");
    }
}

#[test]
fn a_project_that_is_open_elsewhere_can_be_read_but_not_changed() {
    let desk = Desk::new();
    desk.study();
    let lock = std::fs::OpenOptions::new().create(true).append(true).open(desk.path("study.tianye/.lock")).unwrap();
    lock.try_lock().unwrap();
    desk.run(&["search", "study.tianye", "街道"]).ends(0);
    desk.run(&["undo", "study.tianye"]).ends(3);
    drop(lock);
    desk.run(&["undo", "study.tianye"]).ends(0);
}

#[test]
fn unknown_codes_and_wrong_flags_are_wrong_usage_in_both_languages() {
    for (desk, help, like) in [(Desk::new(), "For the usage", "Did you mean"), (Desk::in_chinese(), "用法见", "是不是")]
    {
        desk.study();
        desk.run(&["segments", "study.tianye", "--code", "合谋化"]).ends(2).says(&["合谋化", like]);
        desk.run(&["cooccur", "study.tianye", "--codes", "陷阱/合谋,没有"]).ends(2).says(&["没有", help]);
        desk.run(&["cooccur", "study.tianye", "--unit", "页"]).ends(2).says(&["--unit", "overlap", help]);
        desk.run(&["serch", "study.tianye"]).ends(2).says(&["serch", like]);
        desk.run(&["search", "study.tianye"]).ends(2).says(&[help]);
        desk.run(&["export", "study.tianye", "--out", "摘录.pdf"]).ends(2).says(&["摘录.pdf", "docx"]);
        desk.run(&["codings", "import"]).ends(2).says(&["codings import --help"]);
    }
}

#[test]
fn an_existing_file_is_kept_unless_told_otherwise() {
    let desk = Desk::new();
    desk.study();
    desk.file("out.csv", "mine");
    desk.run(&["codes", "export", "study.tianye", "out.csv"]).ends(3).says(&["out.csv"]);
    assert_eq!(std::fs::read(desk.path("out.csv")).unwrap(), b"mine");
    desk.run(&["codes", "export", "study.tianye", "out.csv", "--force"]).ends(0);
    assert!(std::fs::read_to_string(desk.path("out.csv")).unwrap().contains("陷阱/合谋"));
}

#[test]
fn a_reader_that_goes_away_does_not_make_the_program_panic() {
    let desk = Desk::new();
    desk.study();
    let mut child = desk
        .command(&["codes", "export", "study.tianye", "-"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stderr, b"");
}

#[test]
fn help_and_version_are_answers() {
    for (desk, word) in [(Desk::new(), "Usage:"), (Desk::in_chinese(), "用法：")] {
        for arguments in [&["--help"][..], &["cooccur", "-h"], &["codings", "import", "--help"]] {
            let ran = desk.run(arguments).ends(0);
            assert!(ran.text().contains(word) && ran.err.is_empty(), "{}", ran.text());
        }
        assert!(desk.run(&["--version"]).ends(0).text().contains(env!("CARGO_PKG_VERSION")));
    }
    assert!(Desk::in_chinese().run(&["--lang", "en", "--help"]).ends(0).text().contains("Usage:"));
}

/// Every file of the tour's folder, by its ending.
fn made(desk: &Desk, ending: &str) -> usize {
    let files = contents(&desk.path("out"));
    files.iter().filter(|(path, bytes)| path.to_string_lossy().ends_with(ending) && !bytes.is_empty()).count()
}

#[test]
fn the_tour_does_the_main_job_and_leaves_its_files() {
    for (desk, last) in [(Desk::new(), "Done."), (Desk::in_chinese(), "完成。")] {
        let said = desk.run(&["tour", "--out", "out"]).ends(0).text();
        assert!(said.contains(last), "{said}");
        for (ending, least) in
            [(".png", 5), (".docx", 1), (".xlsx", 1), (".html", 1), (".md", 2), (".json", 1), (".csv", 4)]
        {
            assert!(made(&desk, ending) >= least, "{ending}: {said}");
        }
        let report = desk.run(&["check", "out/政社互动陷阱.tianye", "--json"]).ends(0).json();
        assert_eq!((&report["sound"], &report["documents"]), (&true.into(), &3.into()));
        let before = contents(&desk.path("out"));
        desk.run(&["tour", "--out", "out"]).ends(3).says(&["out"]);
        assert_eq!(contents(&desk.path("out")), before);
    }
}

#[test]
fn without_a_display_the_program_says_so_and_takes_the_tour() {
    let desk = Desk::new();
    let ran = desk.run(&[]).ends(0).says(&["no display"]);
    assert!(ran.text().contains("Done."), "{}", ran.text());
}

#[test]
fn a_working_copy_of_the_sample_leaves_the_sample_alone() {
    let desk = Desk::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_projects/trap-of-interaction.tianye");
    let before = contents(&sample);
    desk.run(&["tour", "--out", "out"]).ends(0);
    assert_eq!(contents(&sample), before);
}

/// Width, height and whether more than one colour is in a PNG file.
fn look_at(path: &Path) -> (u32, u32, bool) {
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let several = pixels.chunks(4).any(|pixel| pixel != &pixels[..4]);
    (info.width, info.height, several)
}

#[test]
fn every_view_can_be_drawn_in_both_themes_and_languages() {
    let desk = Desk::new();
    desk.study();
    let mut drawn = Vec::new();
    for view in ["start", "code", "code-page", "sheet", "correct", "search", "analyse", "report", "history", "words"] {
        for (theme, language) in [("light", "zh"), ("dark", "en")] {
            let out = format!("{view}-{theme}.png");
            let size = ["--size", "800x600", "--theme", theme, "--lang", language];
            let arguments = ["picture", "study.tianye", "--view", view, "--out", &out];
            desk.run(&arguments.into_iter().chain(size).collect::<Vec<_>>()).ends(0);
            assert_eq!(look_at(&desk.path(&out)), (800, 600, true), "{out}");
            drawn.push(std::fs::read(desk.path(&out)).unwrap());
        }
    }
    let count = drawn.len();
    drawn.sort();
    drawn.dedup();
    assert_eq!(drawn.len(), count, "two pictures are the same");
    desk.run(&["picture", "study.tianye", "--view", "code", "--out", "x.png", "--size", "huge"])
        .ends(2)
        .says(&["1440x900"]);
    desk.run(&["picture", "study.tianye", "--view", "page", "--out", "x.png"]).ends(2).says(&["analyse"]);
    desk.run(&["undo", "study.tianye"]).ends(0);
}

#[test]
fn a_change_is_made_as_the_coder_who_is_named() {
    let desk = Desk::new();
    desk.run(&["new", "study", "--coder", "甲"]).ends(0);
    desk.file("访谈.txt", "一段可以读的文字，讲一次入户。");
    desk.file("坏.csv", "这不是编码表");
    desk.run(&["import", "study", "没有.txt", "--coder", "丙"]).ends(3);
    desk.run(&["codings", "import", "study", "坏.csv", "--coder", "丙"]).ends(3);
    desk.run(&["import", "study", "访谈.txt", "--coder", " "]).ends(2).says(&["--coder"]);
    let coders = || desk.run(&["check", "study", "--json"]).ends(0).json()["coders"].clone();
    assert_eq!(coders(), 1, "a command that was refused let somebody join");
    desk.run(&["import", "study", "访谈.txt", "--coder", "乙"]).ends(0);
    assert_eq!(coders(), 2);
    let rows = "coder,doc,start_char,end_char,code_path,memo\n丙,访谈,0,4,入户,\n";
    desk.file("编码.csv", rows);
    desk.run(&["codings", "import", "study", "编码.csv", "--coder", "丙"]).ends(0);
    assert_eq!(coders(), 3, "the one who joined is the one in the file");
    desk.run(&["undo", "study", "--coder", "乙"]).ends(0);
    assert_eq!(coders(), 3);
}

#[test]
fn what_is_read_out_of_a_damaged_project_is_done_with_findings() {
    let desk = Desk::new();
    desk.study();
    let files = contents(&desk.path("study.tianye"));
    let (codes, _) = files.iter().find(|(path, _)| path.to_string_lossy().contains("codebook")).unwrap();
    let mut text = std::fs::read_to_string(codes).unwrap();
    text.push_str("\n(a line that a failing disk has left");
    std::fs::write(codes, text).unwrap();
    desk.run(&["check", "study"]).ends(1);
    for command in [
        "export study --out 摘录.md",
        "segments study --code 合谋",
        "cooccur study",
        "search study 街道",
        "codes list study",
        "codes export study 代码.csv",
        "codings export study 编码.csv",
    ] {
        desk.run(&command.split(' ').collect::<Vec<_>>()).ends(1);
    }
}

#[test]
fn a_project_made_with_empty_names_gets_names_in_the_language_of_the_one_who_made_it() {
    for (desk, coder) in [(Desk::new(), "Coder 1"), (Desk::in_chinese(), "编码者 1")] {
        desk.run(&["new", "study", "--title", " ", "--coder", ""]).ends(0);
        desk.file("访谈.txt", "一段可以读的文字。");
        desk.run(&["import", "study", "访谈.txt", "--coder", coder]).ends(0);
        let report = desk.run(&["check", "study", "--json"]).ends(0).json();
        assert_eq!((&report["title"], &report["coders"]), (&"study".into(), &1.into()));
    }
}

#[test]
fn a_damaged_project_is_checked_in_words_and_repaired() {
    for desk in [Desk::new(), Desk::in_chinese()] {
        desk.study();
        let before = desk.run(&["check", "study", "--json"]).ends(0).json();
        let files = contents(&desk.path("study.tianye"));
        let (codes, bytes) = files.iter().find(|(path, _)| path.to_string_lossy().contains("codebook")).unwrap();
        std::fs::write(codes, &bytes[..bytes.len() / 2]).unwrap();
        let name = codes.file_name().unwrap().to_string_lossy().into_owned();
        let said = desk.run(&["check", "study"]).ends(1).text();
        assert!(said.contains(&name) && said.contains('→'), "{said}");
        let report = desk.run(&["check", "study", "--json"]).ends(1).json();
        assert_eq!((&report["sound"], &report["findings"][0]["severity"]), (&false.into(), &"damage".into()));
        assert!(report["findings"][0]["path"].as_str().unwrap().contains(&name), "{report}");
        desk.run(&["check", "study", "--adopt-others"]).ends(2);
        let report = desk.run(&["check", "study", "--repair", "--json"]).ends(0).json();
        assert_eq!((&report["sound"], &report["codes"]), (&true.into(), &before["codes"]));
        let aside = report["repaired"]["set_aside"].as_str().unwrap().to_owned();
        let kept = contents(std::path::Path::new(&aside));
        assert!(kept.iter().any(|(path, held)| path.ends_with(&name) && *held == bytes[..bytes.len() / 2]), "{aside}");
        let said = desk.run(&["check", "study", "--repair"]).ends(0).text();
        assert!(!said.is_empty());
    }
}

#[test]
fn a_passage_leads_back_to_the_lines_of_its_file() {
    let desk = Desk::new();
    desk.file("札记.txt", crate::support::WRAPPED);
    desk.run(&["new", "study.tianye", "--coder", "甲"]).ends(0);
    desk.run(&["import", "study.tianye", "札记.txt"]).ends(0);
    let title = "食堂的事";
    let original = ["original", "study.tianye", "--document", title, "--quote", "地坐在门口等", "--json"];
    let answer = desk.run(&original).ends(0).json();
    assert_eq!(answer["file"], "札记.txt");
    let covered: Vec<&Value> =
        answer["lines"].as_array().unwrap().iter().filter(|line| line["covered"] != Value::Array(vec![])).collect();
    assert_eq!((covered[0]["number"].as_u64(), covered[1]["number"].as_u64()), (Some(3), Some(4)));
    let said = desk.run(&original[..6]).ends(0).text();
    assert!(said.contains("lines 3–4") && said.contains(">     4  在门口等着"), "{said}");
    desk.run(&["original", "study.tianye", "--document", title, "--quote", "没有这句"]).ends(2);
}

#[test]
fn one_thing_has_one_name_and_the_names_that_it_had_before_are_accepted() {
    let desk = Desk::new();
    desk.study();
    for what in ["codes", "codings"] {
        let new = desk.run(&[what, "export", "study.tianye", "--out", "-"]).ends(0).text();
        assert_eq!(desk.run(&[what, "export", "study.tianye", "-"]).ends(0).text(), new);
        desk.run(&[what, "export", "study.tianye"]).ends(2).says(&["--out"]);
        desk.run(&[what, "export", "study.tianye", "a.csv", "--out", "b.csv"]).ends(2);
        let help = desk.run(&[what, "export", "--help"]).ends(0).text();
        assert!(help.contains("--out") && !help.contains("[file]"), "{help}");
    }
    desk.file("新.txt", "又来了一次。");
    let shown = desk.run(&["import", "study.tianye", "新.txt", "--dry-run", "--json"]).ends(0).text();
    assert_eq!(desk.run(&["import", "study.tianye", "新.txt", "--preview", "--json"]).ends(0).text(), shown);
    let help = desk.run(&["import", "--help"]).ends(0).text();
    assert!(help.contains("--dry-run") && !help.contains("--preview"), "{help}");
    for below in [&["attributes", "import"][..], &["merge"], &["search"], &["import"]] {
        let help = desk.run(&[below, &["--help"]].concat()).ends(0).text();
        assert!(help.contains("--dry-run"), "{below:?}: {help}");
    }
}
