//! Word documents, built here part by part: what other readers lose must be in the text.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::model::BlockKind::{Body, Heading, Quote};

/// A package of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document of this body.
pub fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:m=\"m\" xmlns:wps=\"wps\" xmlns:v=\"v\"><w:body>{body}<w:sectPr><w:headerReference/></w:sectPr></w:body></w:document>"
    )
}

fn imported(body: &str, more: &[(&str, &str)]) -> Imported {
    let document = document(body);
    let mut parts = vec![("[Content_Types].xml", "<Types/>"), ("word/document.xml", document.as_str())];
    parts.extend_from_slice(more);
    read("稿.docx", &package(&parts), &Options::default()).unwrap()
}

fn lines(body: &str) -> Vec<String> {
    imported(body, &[]).text.as_str().lines().map(str::to_owned).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

#[test]
fn entities_tabs_breaks_and_rare_characters_stay() {
    let body = format!(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>{}<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:br w:type=\"page\"/><w:t>丁</w:t><w:noBreakHyphen/><w:t>戊</w:t></w:r></w:p>",
        run("A&amp;B &lt;甲&gt; &#x20BB7;①┋〇")
    );
    assert_eq!(lines(&body), ["A&B <甲> 𠮷①┋〇\t乙", "丙 丁-戊"]);
}

#[test]
fn styles_make_headings_and_runs_make_bold_and_italic() {
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
        <w:style w:styleId=\"my\"><w:name w:val=\"我的\"/><w:basedOn w:val=\"x2\"/></w:style>\
        <w:style w:styleId=\"x2\"><w:name w:val=\"节\"/><w:basedOn w:val=\"my\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>\
        <w:style w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"Q\"><w:name w:val=\"Quote\"/></w:style>\
        <w:style w:styleId=\"S\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style></w:styles>";
    let styled = |style: &str, inner: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{inner}</w:p>");
    let body = [
        styled("T", &run("鼓楼食堂研究")),
        styled("1", &run("背景")),
        styled("my", &run("村庄")),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>斜粗</w:t></w:r><w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>平</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"S\"/></w:rPr><w:t>重</w:t></w:r></w:p>".to_owned(),
        styled("Q", &run("引文")),
    ]
    .concat();
    let imported = imported(&body, &[("word/styles.xml", styles)]);
    assert_eq!(kinds(&imported), [Heading(1), Heading(1), Heading(2), Body, Quote]);
    assert_eq!(marked(&imported, MarkKind::Bold), ["粗斜粗", "重"]);
    assert_eq!(marked(&imported, MarkKind::Italic), ["斜粗"]);
    assert_eq!(imported.title, "鼓楼食堂研究");
}

#[test]
fn words_own_numbers_are_in_the_text() {
    let level = |at: u8, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\">{}{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "Q%3."),
        level(0, "bullet", "•")
    );
    let item = |id: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr></w:pPr>{}</w:p>",
            run(text)
        )
    };
    let body = [
        item(1, 0, "背景"),
        item(1, 1, "村"),
        item(1, 2, "问"),
        item(1, 2, "再问"),
        item(1, 1, "镇"),
        item(1, 0, "结果"),
        item(2, 0, "点"),
    ]
    .concat();
    let imported = imported(&body, &[("word/numbering.xml", &numbering)]);
    let text: Vec<&str> = imported.text.as_str().lines().collect();
    assert_eq!(text, ["一、背景", "（一）村", "Q1. 问", "Q2. 再问", "（二）镇", "二、结果", "点"]);
    assert_eq!(imported.structure.kind_of(2), BlockKind::ListItem(2));
}

#[test]
fn tables_are_rows_and_tables_inside_follow_their_row() {
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    let inner = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&paragraph("内一")), cell(&paragraph("内二")));
    let body = format!(
        "<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>{}",
        cell(&paragraph("村")),
        cell(&paragraph("人")),
        cell(&(paragraph("甲") + &paragraph("村"))),
        cell("<w:p/>"),
        cell(&(paragraph("三") + &inner + "<w:p/>")),
        cell(&paragraph("删")),
        paragraph("后")
    );
    let imported = imported(&body, &[]);
    assert_eq!(imported.text.as_str(), "村\t人\n甲 村\t\t三\n内一\t内二\n后");
    assert_eq!(kinds(&imported)[..3], [BlockKind::TableRow; 3]);
    assert_eq!(kinds(&imported)[3], BlockKind::Body);
}

#[test]
fn a_text_box_is_read_once() {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", paragraph("框里的字"));
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        run("前"),
        run("后")
    );
    assert_eq!(lines(&body), ["前后", "框里的字"]);
}

#[test]
fn controls_fields_links_formulas_and_ruby_give_what_is_seen() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let body = format!(
        "<w:p>{}</w:p><w:p>{}{}<w:fldSimple w:instr=\"DATE\">{}</w:fldSimple></w:p>{}<w:p><m:oMath><m:r><m:t>x²</m:t></m:r></m:oMath><w:r><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p>",
        field("REF a", &field("PAGE", &run("结果"))),
        run("见"),
        format_args!("<w:hyperlink>{}</w:hyperlink>", run("链接")),
        run("日期"),
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击此处输入</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        run("shi"),
        run("食")
    );
    assert_eq!(lines(&body), ["结果", "见链接日期", "控件", "x²食☑"]);
}

#[test]
fn tracked_changes_are_taken_as_accepted_and_counted() {
    let body = format!(
        "<w:p>{}<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>",
        run("留"),
        run("添"),
        run("移"),
        run("移"),
        run("并"),
        run("段")
    );
    let imported = imported(&body, &[]);
    assert_eq!(imported.text.as_str(), "留添移\n并段");
    assert_eq!(finding_ids(&imported), ["import.finding.deletions", "import.finding.hidden"]);
}

#[test]
fn rejected_changes_bring_back_what_was_deleted_and_moved_and_take_away_what_was_added() {
    let row =
        |change: &str, text: &str| format!("<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc></w:tr>", paragraph(text));
    let body = format!(
        "<w:p>{}<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>。<w:moveTo>{}</w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p><w:tbl>{}{}</w:tbl>",
        run("留"),
        run("添"),
        run("移"),
        run("移"),
        run("分"),
        run("段"),
        run("前"),
        run("后"),
        row("<w:del/>", "旧行"),
        row("<w:ins/>", "新行")
    );
    let document = document(&body);
    let bytes = package(&[("word/document.xml", &document)]);
    let rejected = Options { tracked: Tracked::Rejected, ..Options::default() };
    let imported = read("稿.docx", &bytes, &rejected).unwrap();
    assert_eq!(imported.text.as_str(), "留删移\n分段\n前\n后\n旧行");
    assert_eq!(finding_ids(&imported), ["import.finding.insertions"]);
    assert_eq!(text("稿.docx", &bytes), "留添移\n分\n段\n前后\n新行");
}

#[test]
fn an_author_is_taken_from_the_properties_only_where_it_is_a_person() {
    let core = |creator: &str| {
        format!(
            "<cp:coreProperties xmlns:dc=\"dc\" xmlns:cp=\"cp\"><dc:creator>{creator}</dc:creator><cp:keywords>食堂；养老</cp:keywords></cp:coreProperties>"
        )
    };
    for (creator, authors) in [("王社工", vec!["王社工"]), ("Administrator", vec![]), ("python-docx", vec![])] {
        let imported = imported(&paragraph("正文。"), &[("docProps/core.xml", &core(creator))]);
        assert_eq!(imported.bibliography.authors, authors);
        assert_eq!(imported.bibliography.keywords, ["食堂", "养老"]);
    }
}

#[test]
fn notes_stand_at_the_end_with_their_marks_and_comments_are_counted() {
    let body = format!(
        "<w:p>{}<w:r><w:footnoteReference w:id=\"2\"/></w:r>{}<w:r><w:endnoteReference w:id=\"2\"/></w:r></w:p>",
        run("甲"),
        run("乙")
    );
    let notes = |kind: &str, text: &str| {
        format!(
            "<w:{kind}s xmlns:w=\"w\"><w:{kind} w:type=\"separator\" w:id=\"0\">{}</w:{kind}><w:{kind} w:id=\"2\"><w:p><w:r><w:{kind}Ref/></w:r>{}</w:p>{}</w:{kind}></w:{kind}s>",
            paragraph("线"),
            run(text),
            paragraph("续")
        )
    };
    let imported = imported(
        &body,
        &[
            ("word/footnotes.xml", &notes("footnote", "脚注")),
            ("word/endnotes.xml", &notes("endnote", "尾注")),
            ("word/comments.xml", "<w:comments xmlns:w=\"w\"><w:comment/><w:comment></w:comment></w:comments>"),
        ],
    );
    assert_eq!(imported.text.as_str(), "甲[^1]乙[^2]\n[^1] 脚注 续\n[^2] 尾注 续");
    assert_eq!(kinds(&imported), [BlockKind::Body, BlockKind::Note, BlockKind::Note]);
    assert_eq!(marked(&imported, MarkKind::Citation), ["[^1]", "[^2]", "[^1]", "[^2]"]);
    assert_eq!(finding_ids(&imported), ["import.finding.comments"]);
}

#[test]
fn notes_that_go_with_a_deletion_or_a_table_are_counted() {
    let reference = |id: u8| format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>");
    let body = format!(
        "<w:p>{}{}<w:del>{}</w:del></w:p><w:tbl><w:tr><w:tc><w:p>{}{}</w:p></w:tc></w:tr></w:tbl>",
        run("甲"),
        reference(1),
        reference(2),
        run("乙"),
        reference(3)
    );
    let note = |id: u8| format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", paragraph("注"));
    let notes = format!("<w:footnotes>{}{}{}</w:footnotes>", note(1), note(2), note(3));
    let bytes = package(&[("word/document.xml", &document(&body)), ("word/footnotes.xml", &notes)]);
    let uncited = |tables: Tables| {
        let imported = read("a.docx", &bytes, &Options { tables, ..Options::default() }).unwrap();
        let finding = imported.record.findings.iter().find(|finding| finding.id == "import.finding.notes_uncited");
        (imported.text.as_str().matches("] 注").count(), finding.unwrap().args[0].1.clone())
    };
    assert_eq!(uncited(Tables::Rows), (2, "1".to_owned()));
    assert_eq!(uncited(Tables::Off), (1, "2".to_owned()));
    let page = "<p>甲<a class=noteref href=#a>1</a></p><table><tr><td>乙<a class=noteref href=#b>2</a></table><p id=a>一</p><p id=b>二</p>";
    let imported = read("a.html", page.as_bytes(), &Options { tables: Tables::Off, ..Options::default() }).unwrap();
    assert_eq!(imported.text.as_str(), "甲[^1]\n[^1] 一");
    assert!(finding_ids(&imported).contains(&"import.finding.notes_uncited"));
}

#[test]
fn a_document_is_found_under_any_name_and_titled_by_its_properties() {
    let rels = "<Relationships><Relationship Type=\"http://x/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let core = "<cp:coreProperties xmlns:dc=\"dc\"><dc:title>食堂 &amp; 鼓楼</dc:title></cp:coreProperties>";
    let document = document(&paragraph("正文。"));
    let bytes = package(&[("_rels/.rels", rels), ("word/document2.xml", &document), ("docProps/core.xml", core)]);
    let imported = read("假名.txt", &bytes, &Options::default()).unwrap();
    assert_eq!((imported.text.as_str(), imported.title.as_str()), ("正文。", "食堂 & 鼓楼"));
    assert_eq!(finding_ids(&imported), ["import.finding.name_lies"]);
}

#[test]
fn what_breaks_off_is_read_up_to_there_and_said() {
    let broken = document(&(paragraph("好的一段。") + "<w:p><w:r><w:t>半"));
    let cut =
        broken.split("</w:t></w:r></w:p>").next().unwrap().to_owned() + "</w:t></w:r></w:p><w:p><w:r><w:t>半 < 坏";
    let bytes = package(&[("word/document.xml", &cut)]);
    let imported = read("a.docx", &bytes, &Options::default()).unwrap();
    assert!(imported.text.as_str().starts_with("好的一段。"));
    assert_eq!(finding_ids(&imported), ["import.finding.damaged"]);
}
