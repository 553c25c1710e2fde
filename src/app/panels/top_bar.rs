//! The bar above everything: which project, which workspace, undo, find, who codes, language, look.

use egui::accesskit::Role;
use egui::{Align, Button, FontId, Layout, RichText, Sense, Ui, Vec2, WidgetInfo};

use crate::app::actions::{Action, Actions, Workspace};
use crate::app::commands::{Group, UiCommand};
use crate::app::dialogs::{Dialog, NameDialog, Naming};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::panels::parts::text_width;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::Message;

/// Draws it.
pub fn top_bar_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let fit = Fit::of(ui, view, ui.available_width());
    ui.horizontal(|ui| {
        ui.set_min_height(34.0);
        ui.spacing_mut().item_spacing.x = space::TINY;
        project_menu_ui(ui, view, fit.title, actions);
        ui.add_space(space::SMALL);
        match fit.tabs {
            Tabs::Beside(air) => {
                for workspace in Workspace::ALL {
                    tab_ui(ui, view, workspace, air, actions);
                }
            }
            Tabs::InMenu => tabs_menu_ui(ui, view, actions),
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::TINY;
            if fit.look == Show::Yes {
                look_ui(ui, view, actions);
            }
            coder_ui(ui, view, fit.coder, actions);
            find_ui(ui, view, fit.find, actions);
            time_ui(ui, view, actions);
        });
    });
}

/// How the workspaces are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tabs {
    /// Side by side, with so much air at either side of each name.
    Beside(f32),
    /// As a menu.
    InMenu,
}

/// How much of the button that finds anything is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Find {
    Words,
    Keys,
    Icon,
}

/// Whether something is shown; what is not shown is in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Yes,
    No,
}

/// How the bar is laid out: as roomy as the window allows, and nothing is ever cut or covered.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fit {
    /// The most that the project's title takes.
    title: f32,
    tabs: Tabs,
    find: Find,
    /// The coder's name; otherwise an icon.
    coder: Show,
    /// Look and language; both are commands too.
    look: Show,
}

impl Fit {
    /// From the roomiest to the narrowest.
    const ALL: [Self; 7] = [
        Self { title: 260.0, tabs: Tabs::Beside(12.0), find: Find::Words, coder: Show::Yes, look: Show::Yes },
        Self { title: 200.0, tabs: Tabs::Beside(12.0), find: Find::Keys, coder: Show::Yes, look: Show::Yes },
        Self { title: 170.0, tabs: Tabs::Beside(9.0), find: Find::Icon, coder: Show::Yes, look: Show::Yes },
        Self { title: 140.0, tabs: Tabs::Beside(7.0), find: Find::Icon, coder: Show::No, look: Show::Yes },
        Self { title: 110.0, tabs: Tabs::Beside(7.0), find: Find::Icon, coder: Show::No, look: Show::No },
        Self { title: 180.0, tabs: Tabs::InMenu, find: Find::Icon, coder: Show::No, look: Show::Yes },
        Self { title: 90.0, tabs: Tabs::InMenu, find: Find::Icon, coder: Show::No, look: Show::No },
    ];

    /// The roomiest that fits.
    fn of(ui: &Ui, view: &ShellView, room: f32) -> Self {
        let fits = Self::ALL.into_iter().find(|fit| fit.width(ui, view) <= room);
        fits.unwrap_or(Self::ALL[Self::ALL.len() - 1])
    }

    /// How much it takes.
    fn width(self, ui: &Ui, view: &ShellView) -> f32 {
        let gap = space::TINY;
        let padding = 2.0 * ui.spacing().button_padding.x;
        let title = (text_width(ui, &view.project.title, &bold()) + 4.0 * text_width(ui, " ", &bold())).min(self.title);
        let names = Workspace::ALL.map(|workspace| text_width(ui, &workspace.command().name(view.language), &bold()));
        let tabs = match self.tabs {
            Tabs::Beside(air) => names.iter().map(|width| width + 2.0 * air + gap).sum(),
            Tabs::InMenu => names.into_iter().fold(0.0, f32::max) + ARROW + padding + gap,
        };
        let find = self.find.width() + gap;
        let coder = match self.coder {
            Show::Yes => CODER + padding,
            Show::No => widgets::ICON_BUTTON,
        };
        let look = if self.look == Show::Yes { 2.0 * (widgets::ICON_BUTTON + gap) + 24.0 } else { 0.0 };
        let time = 2.0 * (widgets::ICON_BUTTON + gap);
        title + padding + gap + space::SMALL + tabs + find + coder + gap + look + time + space::LARGE
    }
}

impl Find {
    fn width(self) -> f32 {
        match self {
            Self::Words => 190.0,
            Self::Keys => 96.0,
            Self::Icon => widgets::ICON_BUTTON,
        }
    }
}

/// The most that a coder's name takes.
const CODER: f32 = 90.0;
/// Room for the arrow of a menu.
const ARROW: f32 = 20.0;

fn bold() -> FontId {
    FontId::new(size::BODY, fonts::bold())
}

fn project_menu_ui(ui: &mut Ui, view: &ShellView, widest: f32, actions: &mut Actions) {
    let title = RichText::new(fitted(ui, &view.project.title, widest)).family(fonts::bold());
    let button = Button::new(title).right_text("").frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(220.0);
        for group in Group::ALL {
            if group == Group::Project {
                if view.writing() && ui.button(view.text("app.rename_project")).clicked() {
                    actions.ask(Dialog::Name(NameDialog::new(Naming::Project, &view.project.title)));
                }
                group_ui(ui, view, group, actions);
            } else {
                ui.menu_button(group.name(view.language), |ui| {
                    ui.set_min_width(240.0);
                    // At a large scale a long menu is higher than the window.
                    let height = (ui.ctx().content_rect().height() - 48.0).max(120.0);
                    egui::ScrollArea::vertical().max_height(height).show(ui, |ui| group_ui(ui, view, group, actions));
                });
            }
        }
    });
    let place = egui::Rect::from_center_size(response.rect.right_center() - Vec2::new(12.0, 0.0), Vec2::splat(12.0));
    Icon::Down.paint(ui.painter(), place, 12.0, theme::tokens(ui).quiet);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, view.text("app.project_menu")));
    widgets::focus_ring(ui, &response);
    response.on_hover_text(&view.project.title);
}

fn group_ui(ui: &mut Ui, view: &ShellView, group: Group, actions: &mut Actions) {
    for command in UiCommand::all().filter(|command| command.group() == group) {
        menu_line_ui(ui, view, command, actions);
    }
}

/// A title cut to a width, with … and a little room for the arrow.
fn fitted(ui: &Ui, title: &str, widest: f32) -> String {
    let font = bold();
    let width = |text: &str| text_width(ui, text, &font);
    if width(title) + 4.0 * width(" ") <= widest {
        return format!("{title}    ");
    }
    let mut cut = String::new();
    for c in title.chars() {
        cut.push(c);
        if width(&cut) + width("…    ") > widest {
            cut.pop();
            break;
        }
    }
    format!("{}…    ", cut.trim_end())
}

fn menu_line_ui(ui: &mut Ui, view: &ShellView, command: UiCommand, actions: &mut Actions) {
    let mut button = Button::new(command.name(view.language));
    if let Some(keys) = command.keys(ui.ctx()) {
        button = button.shortcut_text(keys);
    }
    let tip = command.tooltip(view.language, ui.ctx());
    let response = ui.add_enabled(command.possible(&view.situation), button);
    if response.on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
        actions.run(command);
        ui.close();
    }
}

/// All workspaces as a menu, where there is no room for tabs.
fn tabs_menu_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let name = view.desk.workspace.command().name(view.language);
    let words = RichText::new(format!("{name}    ")).family(fonts::bold()).color(t.accent);
    let button = Button::new(words).frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(160.0);
        for workspace in Workspace::ALL {
            let command = workspace.command();
            let mut button = Button::selectable(workspace == view.desk.workspace, command.name(view.language));
            if let Some(keys) = command.keys(ui.ctx()) {
                button = button.shortcut_text(keys);
            }
            let response = ui.add(button);
            let chosen = workspace == view.desk.workspace;
            let name = command.name(view.language);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
            if response.clicked() {
                actions.push(Action::Show(workspace));
                ui.close();
            }
        }
    });
    let place = egui::Rect::from_center_size(response.rect.right_center() - Vec2::new(14.0, 0.0), Vec2::splat(12.0));
    Icon::Down.paint(ui.painter(), place, 12.0, t.accent);
    let heard = view.say(&Message::new("app.choose_workspace").with("name", name));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &heard));
    widgets::focus_ring(ui, &response);
}

fn tab_ui(ui: &mut Ui, view: &ShellView, workspace: Workspace, air: f32, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let command = workspace.command();
    let name = command.name(view.language);
    let chosen = view.desk.workspace == workspace;
    // As wide as when it is chosen: tabs do not move when one goes from one to another.
    let width = text_width(ui, &name, &bold());
    let font = FontId::new(size::BODY, if chosen { fonts::bold() } else { egui::FontFamily::Proportional });
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width + 2.0 * air, 34.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
    let ink = if chosen { t.accent } else { t.quiet };
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 3.0)), theme::RADIUS, t.hover);
    }
    widgets::text_in(ui, rect, &name, font, ink, Align::Center);
    if chosen {
        let line = egui::Rect::from_min_max(
            egui::pos2(rect.left() + air, rect.bottom() - 2.0),
            egui::pos2(rect.right() - air, rect.bottom()),
        );
        ui.painter().rect_filled(line, 1.0, t.accent);
    }
    widgets::focus_ring(ui, &response);
    if response.clicked() {
        actions.push(Action::Show(workspace));
    }
    response.on_hover_text(command.tooltip(view.language, ui.ctx()));
}

/// Undo and redo, with what they take back.
fn time_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let mut one = |ui: &mut Ui, command: UiCommand, icon, label: Option<&Message>| {
        let possible = command.possible(&view.situation);
        let response =
            ui.add_enabled_ui(possible, |ui| widgets::icon_button(ui, icon, &command.name(view.language))).inner;
        if response.clicked() {
            actions.run(command);
        }
        if let (true, Some(label)) = (possible, label) {
            response.on_hover_text(view.say(label));
        }
    };
    one(ui, UiCommand::Redo, Icon::Redo, view.redo.as_ref());
    one(ui, UiCommand::Undo, Icon::Undo, view.undo.as_ref());
}

fn find_ui(ui: &mut Ui, view: &ShellView, shown: Find, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let command = UiCommand::FindAnything;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(shown.width(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.name(view.language)));
    let lit = response.hovered() || response.has_focus();
    let lens = egui::Rect::from_center_size(rect.left_center() + Vec2::new(14.0, 0.0), Vec2::splat(16.0));
    if shown == Find::Icon {
        if lit {
            ui.painter().rect_filled(rect, theme::RADIUS, t.hover);
        }
    } else {
        let fill = if lit { t.hover } else { t.field };
        ui.painter().rect(rect, theme::RADIUS, fill, egui::Stroke::new(1.0, t.edge), egui::StrokeKind::Inside);
    }
    Icon::Lens.paint(ui.painter(), lens, 14.0, if lit { t.ink } else { t.quiet });
    let font = FontId::proportional(size::SMALL);
    let inner = rect.shrink2(Vec2::new(10.0, 0.0));
    let mut taken = 0.0;
    if shown != Find::Icon {
        let keys = command.keys(ui.ctx()).unwrap_or_default();
        taken = widgets::text_in(ui, inner, &keys, font.clone(), t.quiet, Align::Max);
    }
    if shown == Find::Words {
        let text = egui::Rect::from_min_max(
            egui::pos2(rect.left() + 30.0, rect.top()),
            egui::pos2(inner.right() - taken - space::SMALL, rect.bottom()),
        );
        widgets::text_in(ui, text, view.text("app.find"), font, t.quiet, Align::Min);
    }
    widgets::focus_ring(ui, &response);
    if response.clicked() {
        actions.run(command);
    }
    response.on_hover_text(command.tooltip(view.language, ui.ctx()));
}

fn coder_ui(ui: &mut Ui, view: &ShellView, shown: Show, actions: &mut Actions) {
    let Some(coder) = view.project.coder(view.coder) else { return };
    let quiet = theme::tokens(ui).quiet;
    let button = match shown {
        Show::Yes => Button::new(RichText::new(fitted(ui, &coder.name, CODER).trim_end().to_owned()).color(quiet)),
        // The icon is painted over it.
        Show::No => Button::new("").min_size(Vec2::splat(widgets::ICON_BUTTON)),
    };
    let menu = egui::containers::menu::MenuButton::from_button(button.frame_when_inactive(false));
    let (response, _) = menu.ui(ui, |ui| {
        ui.set_min_width(160.0);
        for other in view.project.coders() {
            if ui.radio(other.id == view.coder, &other.name).clicked() {
                let id = other.id;
                actions.push(Action::With(Box::new(move |shell| shell.code_as(id))));
                ui.close();
            }
        }
        if view.writing() {
            ui.separator();
            if ui.button(view.text("app.new_coder")).clicked() {
                actions.ask(Dialog::Name(NameDialog::new(Naming::Coder, "")));
                ui.close();
            }
        }
    });
    if shown == Show::No {
        Icon::Person.paint(ui.painter(), response.rect, 16.0, quiet);
    }
    let said = view.say(&Message::new("app.coding_as").with("name", &coder.name));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    widgets::focus_ring(ui, &response);
    response.on_hover_text(said);
}

fn look_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let dark = ui.visuals().dark_mode;
    let icon = if dark { Icon::Sun } else { Icon::Moon };
    if widgets::icon_button(ui, icon, &UiCommand::SwitchTheme.name(view.language)).clicked() {
        actions.run(UiCommand::SwitchTheme);
    }
    language_button_ui(ui, view.language, actions);
}

/// 中 or EN: the language that a click changes to.
pub(super) fn language_button_ui(ui: &mut Ui, language: Language, actions: &mut Actions) {
    let other = match language {
        Language::Chinese => "EN",
        Language::English => "中",
    };
    let text = RichText::new(other).color(theme::tokens(ui).quiet);
    let response = ui.add(Button::new(text).frame_when_inactive(false).min_size(Vec2::new(32.0, 28.0)));
    let name = UiCommand::SwitchLanguage.name(language);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    widgets::focus_ring(ui, &response);
    if response.clicked() {
        actions.run(UiCommand::SwitchLanguage);
    }
    response.on_hover_text(name);
}
