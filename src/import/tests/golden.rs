//! One small file of each kind and what it must read as.

use super::*;
use crate::i18n::Language;
use crate::model::BlockKind::{Body, Heading, ListItem, Note, Quote, TableRow};

const RARE: &str = "姓𠮷的老人〇八年搬来，住①号楼┋二单元。";

#[test]
fn plain_text_keeps_every_character_in_either_script_and_beyond_the_basic_plane() {
    for body in [RARE, "社工說：「𠮷伯，飯菜合口味嗎？」", "Ce café est où ? Über allem."] {
        let imported = read("札记.txt", body.as_bytes(), &Options::default()).unwrap();
        assert_eq!(imported.text.as_str(), body);
        assert_eq!(imported.title, "札记");
        assert_eq!((imported.record.format.as_str(), imported.record.encoding.as_deref()), ("txt", Some("UTF-8")));
        assert_eq!(imported.record.hash, Hash::of(body.as_bytes()));
    }
}

#[test]
fn windows_and_old_mac_line_ends_become_one_kind() {
    let read = |body: &str| super::text("a.txt", body.as_bytes());
    assert_eq!(read("甲。\r\n乙。\r丙。\n"), "甲。\n乙。\n丙。");
}

#[test]
fn markdown_shows_its_structure() {
    let source = "---\ntitle: '鼓楼札记'\nauthor: 社工 01\n---\n\n# 第一天\n\n到村里已是**傍晚**，\n老人们在*鼓楼*下坐着。\n\n- 米\n  - 糙米\n- 油\n\n3. 第三\n4. 第四\n\n> 饭菜好多了\n\n| 村 | 人 |\n|---|---|\n| 甲村 | 𠮷 |\n\n见注[^a]。\n\n[^a]: 出处在此。\n";
    let imported = read("note.md", source.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.title, "鼓楼札记");
    assert_eq!(
        imported.text.as_str(),
        "第一天\n到村里已是傍晚，老人们在鼓楼下坐着。\n米\n糙米\n油\n3. 第三\n4. 第四\n饭菜好多了\n村\t人\n甲村\t𠮷\n见注[^a]。\n[^a] 出处在此。"
    );
    assert_eq!(
        kinds(&imported),
        [
            Heading(1),
            Body,
            ListItem(0),
            ListItem(1),
            ListItem(0),
            ListItem(0),
            ListItem(0),
            Quote,
            TableRow,
            TableRow,
            Body,
            Note
        ]
    );
    assert_eq!(marked(&imported, MarkKind::Bold), ["傍晚"]);
    assert_eq!(marked(&imported, MarkKind::Italic), ["鼓楼"]);
    assert_eq!(marked(&imported, MarkKind::Citation), ["[^a]"]);
    assert_eq!(finding_ids(&imported), ["import.finding.front_matter"]);
}

#[test]
fn html_inside_markdown_is_read_as_html() {
    let source = "甲<b>乙</b>丙\n\n<div>\n<p>丁<script>var x=1</script></p>\n</div>\n\n戊";
    let imported = read("a.md", source.as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "甲乙丙\n丁\n戊");
    assert_eq!(marked(&imported, MarkKind::Bold), ["乙"]);
}

#[test]
fn a_web_page_gives_what_a_reader_sees() {
    let source = "<!DOCTYPE html><html><head><meta charset=gb2312><title>食堂 - 某网</title><style>p{color:red}</style></head>\
        <body><script>if (a < b) document.write('<p>广告</p>')</script><noscript>请打开脚本</noscript>\
        <h1>食堂</h1><p>老人&nbsp;说：&ldquo;饭菜<b>好</b>&rdquo;&amp;便宜，\n   每天来。</p>\
        <ul><li>米<ul><li>糙米</li></ul></li><li>油</li></ul><ol start=3><li>三<li>四</ol>\
        <blockquote><p>引<br>用</p></blockquote>\
        <table><tr><th>村<th>人</tr><tr><td><p>甲</p><p>村</p></td><td>3<table><tr><td>内</td></tr></table></td></tr></table>\
        <template><p>模板</p></template><svg><text>图</text></svg><ruby>食<rt>shi</rt></ruby><p>未完 <em>斜</em></body>";
    let (bytes, _, _) = encoding_rs::GB18030.encode(source);
    let imported = read("page.html", &bytes, &Options::default()).unwrap();
    assert_eq!(
        imported.text.as_str(),
        "食堂\n老人 说：“饭菜好”&便宜，每天来。\n米\n糙米\n油\n3. 三\n4. 四\n引\n用\n村\t人\n甲 村\t3 内\n食\n未完 斜"
    );
    assert_eq!(imported.title, "食堂");
    assert_eq!(
        kinds(&imported),
        [
            Heading(1),
            Body,
            ListItem(0),
            ListItem(1),
            ListItem(0),
            ListItem(0),
            ListItem(0),
            Quote,
            Quote,
            TableRow,
            TableRow,
            Body,
            Body
        ]
    );
    assert_eq!(marked(&imported, MarkKind::Bold), ["好"]);
    assert_eq!(marked(&imported, MarkKind::Italic), ["斜"]);
    assert_eq!(finding_ids(&imported), ["import.finding.scripts", "import.finding.ruby"]);
}

#[test]
fn a_tag_that_is_never_closed_is_said_and_not_passed_over() {
    let imported = read("a.html", "<p>前</p><svg><p>后面的字</p>".as_bytes(), &Options::default()).unwrap();
    assert_eq!(imported.text.as_str(), "前");
    assert_eq!(finding_ids(&imported), ["import.finding.unclosed"]);
}

#[test]
fn every_passage_leads_back_to_the_same_characters_of_the_source() {
    let source = "  第一行，\n说到 KＲB 社区  的事。\n\n第二段。";
    let imported = read("a.txt", source.as_bytes(), &Options::default()).unwrap();
    let from: Vec<char> = source.chars().collect();
    for (at, clean) in imported.text.as_str().chars().enumerate() {
        let original = from[imported.record.map.source_of(CharIndex(at as u32)).unwrap().get()];
        assert!(original == clean || original == 'Ｒ' && clean == 'R', "{original} {clean}");
    }
}

#[test]
fn a_file_without_a_word_is_refused_with_words_in_both_languages() {
    for (name, bytes) in
        [("a.txt", &b" \n\n\t"[..]), ("a.html", b"<p><img src=x></p>"), ("a.md", b"---\ntitle: x\n---\n")]
    {
        let error = read(name, bytes, &Options::default()).unwrap_err();
        assert_eq!(error, ImportError::NoText { name: name.into() });
        assert!(Language::Chinese.tell(&error).contains(name) && Language::English.tell(&error).contains(name));
    }
}

#[test]
fn every_refusal_and_step_has_its_words() {
    for what in Refusal::ALL {
        let error = ImportError::Refused { name: "甲.bin".into(), what };
        for language in Language::ALL {
            let said = language.tell(&error);
            assert!(said.contains("甲.bin") && !said.starts_with("import."), "{said}");
        }
    }
    for step in Step::ALL {
        let id = format!("import.step.{}", step.name());
        assert_ne!(Language::Chinese.text(&id), id);
    }
}

#[test]
fn a_text_over_the_limit_is_refused_before_it_is_read() {
    let mut options = Options::default();
    options.limits.text_bytes = 10;
    let error = read("a.txt", "一二三四".as_bytes(), &options).unwrap_err();
    assert_eq!(error, ImportError::TooLarge { name: "a.txt".into(), bytes: 12, limit: 10 });
}
