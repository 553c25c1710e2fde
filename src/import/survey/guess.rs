//! A first plan for a table, by what its columns look like and by what survey programs call theirs.
//!
//! Long and varied answers are text, short and repeated ones attributes, names that are all different
//! titles. What a program notes of machines and people's whereabouts (IP, browser, coordinates,
//! addresses) is left out unless somebody asks for it.

use super::columns::{Look, sample};
use super::respondents::{fullest, headings, is_for_programs, is_title};
use super::{ColumnUse, OneDocument, SurveyPlan};
use crate::import::table::{Sheet, Workbook};

/// Columns that are called so hold a name or number of the respondent, the better name first.
const NAMES: [&str; 25] = [
    "受访者编号",
    "被访者编号",
    "受访者",
    "被访者",
    "姓名",
    "您的姓名",
    "名字",
    "昵称",
    "编号",
    "答卷编号",
    "学号",
    "工号",
    "序号",
    "答题序号",
    "name",
    "your name",
    "participant",
    "participant id",
    "respondent",
    "respondent id",
    "response id",
    "responseid",
    "id",
    "no.",
    "no",
];

/// Parts of the names of columns that programs write and no analysis wants.
const MACHINES: [&str; 21] = [
    "来自ip",
    "ip地址",
    "ip address",
    "ipaddress",
    "用户代理",
    "user agent",
    "useragent",
    "浏览器",
    "操作系统",
    "设备",
    "经度",
    "纬度",
    "latitude",
    "longitude",
    "recipientemail",
    "recipient email",
    "email",
    "邮箱",
    "openid",
    "refurl",
    "seed",
];

/// Parts of questions that ask for words.
const OPEN: [&str; 24] = [
    "为什么",
    "原因",
    "请说明",
    "请描述",
    "请谈",
    "谈谈",
    "看法",
    "意见",
    "建议",
    "感受",
    "想法",
    "评价",
    "怎么",
    "如何",
    "其他",
    "留言",
    "why",
    "how ",
    "describe",
    "explain",
    "comment",
    "tell us",
    "opinion",
    "other",
];

/// The plan for the fullest sheet of a workbook.
#[must_use]
pub fn guess(workbook: &Workbook) -> SurveyPlan {
    fullest(workbook).map(guess_sheet).unwrap_or_default()
}

/// The plan for a sheet.
#[must_use]
pub fn guess_sheet(sheet: &Sheet) -> SurveyPlan {
    let header_rows = header_rows(sheet);
    guess_under(sheet, header_rows)
}

/// The plan for a sheet whose header a person gave.
#[must_use]
pub fn guess_under(sheet: &Sheet, header_rows: usize) -> SurveyPlan {
    let headings = headings(sheet, header_rows);
    let rows = sample(sheet, header_rows);
    let looks: Vec<Look> = (0..headings.len()).map(|column| Look::at(sheet, &rows, column)).collect();
    let mut columns: Vec<ColumnUse> =
        headings.iter().zip(&looks).map(|(heading, look)| use_of(heading, look)).collect();
    let named = named_title(&headings, &looks, &columns);
    if let Some(title) = named {
        set(&mut columns, title, ColumnUse::Title);
    }
    if !columns.contains(&ColumnUse::Text)
        && let Some((column, look)) = looks
            .iter()
            .enumerate()
            .filter(|(column, look)| !look.is_of_figures() && columns.get(*column) != Some(&ColumnUse::Title))
            .max_by_key(|(_, look)| look.mean_width)
        && look.mean_width >= 4
        && !look.is_of_choices()
    {
        set(&mut columns, column, ColumnUse::Text);
    }
    if named.is_none()
        && let Some(title) = other_title(&looks, &columns)
    {
        set(&mut columns, title, ColumnUse::Title);
    }
    SurveyPlan { sheet: sheet.name.clone(), header_rows, columns, one: OneDocument::PerRespondent }
}

fn set(columns: &mut [ColumnUse], column: usize, to: ColumnUse) {
    if let Some(place) = columns.get_mut(column) {
        *place = to;
    }
}

fn use_of(heading: &str, look: &Look) -> ColumnUse {
    let lower = heading.to_lowercase();
    if look.filled == 0 || MACHINES.iter().any(|machine| lower.contains(machine)) {
        return ColumnUse::Leave;
    }
    if look.is_of_figures() || look.is_of_choices() {
        return ColumnUse::Attribute;
    }
    let asks_for_words = OPEN.iter().any(|open| lower.contains(open));
    let varied = look.distinct * 10 >= look.filled * 6;
    let long = if asks_for_words { look.mean_width >= 6 } else { look.mean_width >= 20 || look.widest >= 60 };
    if varied && long { ColumnUse::Text } else { ColumnUse::Attribute }
}

/// The column that names respondents by what it is called.
fn named_title(headings: &[String], looks: &[Look], columns: &[ColumnUse]) -> Option<usize> {
    let bare: Vec<String> = headings.iter().map(|heading| bare(heading)).collect();
    let fits = |column: usize| {
        let look = looks.get(column).copied().unwrap_or_default();
        columns.get(column) != Some(&ColumnUse::Text) && look.is_of_names() && look.mean_width <= 40
    };
    NAMES.iter().find_map(|name| bare.iter().enumerate().position(|(column, heading)| heading == name && fits(column)))
}

/// Where no column is called so: the first one of short names that are all different.
fn other_title(looks: &[Look], columns: &[ColumnUse]) -> Option<usize> {
    looks.iter().enumerate().position(|(column, look)| {
        columns.get(column) == Some(&ColumnUse::Attribute)
            && look.filled > 1
            && look.is_of_names()
            && look.mean_width <= 16
            && !look.is_of_figures()
    })
}

/// A heading without number and mark: `1、您的姓名：` is 您的姓名.
fn bare(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let from = lower.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'q'));
    let numbered = from.trim_start_matches(['、', '.', '．', ' ', ':', '：']);
    let name = if from.len() < lower.len() && numbered.len() < from.len() { numbered } else { lower.as_str() };
    name.trim_end_matches(['：', ':', '?', '？', ' ', '*']).to_owned()
}

/// How many rows stand above the first respondent.
fn header_rows(sheet: &Sheet) -> usize {
    if let Some(row) = (0..sheet.rows.len().min(4)).find(|row| is_for_programs(sheet, *row)) {
        return row + 1;
    }
    let columns = sheet.columns();
    let titles = (0..3).take_while(|row| is_title(sheet, *row, columns)).count();
    if sheet.rows.len() <= titles + 1 {
        return titles.min(sheet.rows.len());
    }
    let names = titles;
    // A head of groups stands over a head of names: its cells lie over several columns.
    let grouped = sheet.rows.get(names).is_some_and(|row| {
        row.windows(2).any(|pair| matches!(pair, [left, right] if left == right && !left.trim().is_empty()))
    });
    if grouped {
        return names + 2;
    }
    // No header at all: what stands over columns of figures is a figure itself.
    let below = sample(sheet, names + 1);
    let mut telling = (0..columns).filter(|column| {
        let look = Look::at(sheet, &below, *column);
        look.filled > 1 && look.is_of_figures()
    });
    let is_figure = |column: usize| Look::at(sheet, &[names], column).is_of_figures();
    match telling.next() {
        Some(first) if is_figure(first) && telling.all(is_figure) => names,
        _ => names + 1,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::ColumnUse::{Attribute, Leave, Text, Title};
    use super::*;

    /// A sheet of lines whose cells are parted by bars.
    fn sheet(lines: &str) -> Sheet {
        let rows = lines.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect();
        Sheet { name: String::new(), rows }
    }

    #[test]
    fn an_export_of_wenjuanxing_is_understood() {
        let plan = guess_sheet(&sheet(
            "序号|提交答卷时间|所用时间|来源|来源详情|来自IP|1、您的年龄？|2、您来食堂的原因？（多选）|3、您对食堂有什么建议？\n\
             1|2025/3/1 10:00:00|95秒|微信|N/A|10.0.0.1(甲省-乙市)|60~69岁|便宜┋离家近|菜再软一点就好了，牙不好的人咬不动。\n\
             2|2025/3/1 10:02:00|120秒|微信|N/A|10.0.0.2(甲省-乙市)|70~79岁|离家近|没有\n\
             3|2025/3/1 10:09:00|61秒|链接|N/A|10.0.0.3(甲省-乙市)|70~79岁|便宜┋离家近┋热闹|希望周末也能开门，子女不在身边。\n\
             4|2025/3/1 10:11:00|77秒|微信|N/A|10.0.0.4(甲省-乙市)|60~69岁|热闹|价格可以，量少了些。",
        ));
        assert_eq!(plan.header_rows, 1);
        assert_eq!(
            plan.columns,
            [Title, Attribute, Attribute, Attribute, Attribute, Leave, Attribute, Attribute, Text]
        );
    }

    #[test]
    fn google_forms_and_qualtrics_and_limesurvey_are_understood() {
        let google = guess_sheet(&sheet(
            "Timestamp|Email Address|Your name|How often do you come?|What would you change?\n\
             2025/03/01 10:00:00 AM GMT+8|a@example.org|R01|Daily|More soup, and a place to sit outside in summer.\n\
             2025/03/01 11:00:00 AM GMT+8|b@example.org|R02|Daily|Nothing, I like it as it is now.\n\
             2025/03/01 12:00:00 AM GMT+8|c@example.org|R03|Weekly|Open on Sundays, when my son is away.\n\
             2025/03/01 12:30:00 AM GMT+8|d@example.org|R04|Weekly|Less salt please, for my heart.",
        ));
        assert_eq!((google.header_rows, google.columns), (1, vec![Attribute, Leave, Title, Attribute, Text]));
        let qualtrics = guess_sheet(&sheet(
            "StartDate|IPAddress|ResponseId|Q1|Q2\n\
             Start Date|IP Address|Response ID|Your age|Please describe a usual day.\n\
             {\"ImportId\":\"startDate\"}|{\"ImportId\":\"ip\"}|{\"ImportId\":\"_recordId\"}|{\"ImportId\":\"QID1\"}|{\"ImportId\":\"QID2_TEXT\"}\n\
             2025-03-01 10:00:00|10.0.0.1|R_1a|70|I get up, cook, and walk to the hall.\n\
             2025-03-01 11:00:00|10.0.0.2|R_2b|65|We sit under the tower and talk.",
        ));
        assert_eq!((qualtrics.header_rows, qualtrics.columns), (3, vec![Attribute, Leave, Title, Attribute, Text]));
        let lime = guess_sheet(&sheet(
            "id. Response ID|submitdate. Date submitted|startlanguage|G01Q01. Why did you move here?\n\
             1|2025-03-01 10:00:00|en|Because my daughter found work in the town.\n\
             2|2025-03-01 11:00:00|en|The house was cheap.",
        ));
        assert_eq!(lime.columns.last(), Some(&Text));
        assert_eq!(lime.header_rows, 1);
    }

    #[test]
    fn titles_over_the_table_and_heads_of_groups_are_counted_as_header() {
        assert_eq!(guess_sheet(&sheet("食堂调查|食堂调查\n编号|看法\nA1|好\nA2|远")).header_rows, 2);
        assert_eq!(guess_sheet(&sheet("基本|基本|食堂\n年龄|性别|看法\n70|女|好\n71|男|远")).header_rows, 2);
    }

    #[test]
    fn a_table_without_header_begins_with_its_first_respondent() {
        let plan = guess_sheet(&sheet("1|70|饭菜好\n2|65|离家太远\n3|71|人多热闹"));
        assert_eq!(plan.header_rows, 0);
        assert_eq!(plan.columns, [Attribute, Attribute, Text]);
    }

    #[test]
    fn nothing_and_little_make_a_plan_too() {
        assert_eq!(guess(&Workbook::default()), SurveyPlan::default());
        assert_eq!(guess_sheet(&sheet("只有一格")).columns.len(), 1);
    }
}
