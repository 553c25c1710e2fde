//! The bar above everything: which project, which workspace, undo, find, who codes, language, look.

use egui::accesskit::Role;
use egui::{Align, Button, FontId, Layout, RichText, Sense, Ui, Vec2, WidgetInfo};

use crate::app::actions::{Action, Actions, Workspace};
use crate::app::commands::{Group, UiCommand};
use crate::app::dialogs::{Dialog, NameDialog, Naming};
use crate::app::fonts;
use crate::app::icons::Icon;
use crate::app::shell::ShellView;
use crate::app::theme::{self, size, space};
use crate::app::widgets;
use crate::i18n::Language;
use crate::model::Message;

/// Draws it.
pub fn top_bar_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.set_min_height(34.0);
        ui.spacing_mut().item_spacing.x = space::TINY;
        project_menu_ui(ui, view, actions);
        ui.add_space(space::SMALL);
        for workspace in Workspace::ALL {
            tab_ui(ui, view, workspace, actions);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::TINY;
            look_ui(ui, view, actions);
            coder_ui(ui, view, actions);
            find_ui(ui, view, actions);
            time_ui(ui, view, actions);
        });
    });
}

fn project_menu_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let widest = (ui.available_width() * 0.2).clamp(90.0, 260.0);
    let title = RichText::new(fitted(ui, &view.project.title, widest)).family(fonts::bold());
    let button = Button::new(title).right_text("").frame_when_inactive(false);
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(220.0);
        for group in Group::ALL {
            if group == Group::Project {
                if view.writing() && ui.button(view.text("app.rename_project")).clicked() {
                    actions.ask(Dialog::Name(NameDialog::new(Naming::Project, &view.project.title)));
                }
                for command in UiCommand::all().filter(|command| command.group() == group) {
                    menu_line_ui(ui, view, command, actions);
                }
            } else {
                ui.menu_button(group.name(view.language), |ui| {
                    ui.set_min_width(240.0);
                    for command in UiCommand::all().filter(|command| command.group() == group) {
                        menu_line_ui(ui, view, command, actions);
                    }
                });
            }
        }
    });
    let place = egui::Rect::from_center_size(response.rect.right_center() - Vec2::new(12.0, 0.0), Vec2::splat(12.0));
    Icon::Down.paint(ui.painter(), place, 12.0, theme::tokens(ui).quiet);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, view.text("app.project_menu")));
    response.on_hover_text(&view.project.title);
}

/// A title cut to a width, with … and a little room for the arrow.
fn fitted(ui: &Ui, title: &str, widest: f32) -> String {
    let font = FontId::new(size::BODY, fonts::bold());
    let width = |text: &str| ui.fonts_mut(|fonts| text.chars().map(|c| fonts.glyph_width(&font, c)).sum::<f32>());
    if width(title) <= widest {
        return format!("{title}    ");
    }
    let mut cut = String::new();
    for c in title.chars() {
        if width(&cut) + 24.0 > widest {
            break;
        }
        cut.push(c);
    }
    format!("{}…    ", cut.trim_end())
}

fn menu_line_ui(ui: &mut Ui, view: &ShellView, command: UiCommand, actions: &mut Actions) {
    let mut button = Button::new(command.name(view.language));
    if let Some(keys) = command.keys(ui.ctx()) {
        button = button.shortcut_text(keys);
    }
    if ui.add_enabled(command.possible(&view.situation), button).clicked() {
        actions.run(command);
        ui.close();
    }
}

fn tab_ui(ui: &mut Ui, view: &ShellView, workspace: Workspace, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let command = workspace.command();
    let name = command.name(view.language);
    let chosen = view.desk.workspace == workspace;
    let font = FontId::new(size::BODY, if chosen { fonts::bold() } else { egui::FontFamily::Proportional });
    let width = ui.fonts_mut(|fonts| name.chars().map(|c| fonts.glyph_width(&font, c)).sum::<f32>());
    // In the narrowest window five names have to stand beside the rest.
    let air = if ui.ctx().content_rect().width() < 900.0 { 7.0 } else { 12.0 };
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

fn find_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let t = theme::tokens(ui);
    let command = UiCommand::FindAnything;
    let wide = ui.available_width() > 300.0;
    let side = Vec2::new(if wide { 190.0 } else { 96.0 }, 28.0);
    let (rect, response) = ui.allocate_exact_size(side, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, command.name(view.language)));
    let fill = if response.hovered() || response.has_focus() { t.hover } else { t.field };
    ui.painter().rect(rect, theme::RADIUS, fill, egui::Stroke::new(1.0, t.line), egui::StrokeKind::Inside);
    let lens = egui::Rect::from_center_size(rect.left_center() + Vec2::new(16.0, 0.0), Vec2::splat(16.0));
    Icon::Lens.paint(ui.painter(), lens, 14.0, t.quiet);
    let font = FontId::proportional(size::SMALL);
    let keys = command.keys(ui.ctx()).unwrap_or_default();
    let inner = rect.shrink2(Vec2::new(10.0, 0.0));
    let taken = widgets::text_in(ui, inner, &keys, font.clone(), t.quiet, Align::Max);
    if wide {
        let text = egui::Rect::from_min_max(
            egui::pos2(rect.left() + 30.0, rect.top()),
            egui::pos2(inner.right() - taken - space::SMALL, rect.bottom()),
        );
        widgets::text_in(ui, text, view.text("app.find"), font, t.quiet, Align::Min);
    }
    if response.clicked() {
        actions.run(command);
    }
    response.on_hover_text(command.tooltip(view.language, ui.ctx()));
}

fn coder_ui(ui: &mut Ui, view: &ShellView, actions: &mut Actions) {
    let Some(coder) = view.project.coder(view.coder) else { return };
    let name = RichText::new(fitted(ui, &coder.name, 90.0).trim_end().to_owned());
    let (response, _) = egui::containers::menu::MenuButton::from_button(
        Button::new(name.color(theme::tokens(ui).quiet)).frame_when_inactive(false),
    )
    .ui(ui, |ui| {
        ui.set_min_width(160.0);
        for other in view.project.coders() {
            if ui.add(Button::selectable(other.id == view.coder, &other.name)).clicked() {
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
    response.widget_info(|| {
        let said = Message::new("app.coding_as").with("name", &coder.name);
        WidgetInfo::labeled(Role::Button, true, view.say(&said))
    });
    response.on_hover_text(view.say(&Message::new("app.coding_as").with("name", &coder.name)));
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
    if response.clicked() {
        actions.run(UiCommand::SwitchLanguage);
    }
    response.on_hover_text(name);
}
