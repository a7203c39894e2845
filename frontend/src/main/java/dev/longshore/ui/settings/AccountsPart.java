package dev.longshore.ui.settings;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import dev.longshore.access.Account;
import dev.longshore.access.Accounts;
import dev.longshore.access.Role;
import dev.longshore.model.LongshoreException;
import dev.longshore.ui.kit.Age;
import dev.longshore.ui.kit.Confirm;
import dev.longshore.ui.kit.ErrorNote;
import dev.longshore.ui.kit.FormProblem;
import dev.longshore.ui.kit.Icons;
import dev.longshore.ui.kit.Narrow;
import dev.longshore.ui.kit.StateBadge;
import dev.longshore.ui.kit.Texts;
import dev.longshore.ui.kit.Tone;
import dev.longshore.ui.session.UiActor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Accounts and their roles. */
final class AccountsPart extends Div {

    private final transient Accounts accounts;
    private final transient UiActor actors;
    private final Grid<Account> grid = new Grid<>();

    AccountsPart(Accounts accounts, UiActor actors) {
        this.accounts = accounts;
        this.actors = actors;
        addClassName("ls-fill");
        Button add = new Button(getTranslation("accounts.add"), Icons.of("plus"), _ -> new NewAccount().open());
        add.addThemeVariants(ButtonVariant.PRIMARY);
        Span help = new Span(getTranslation("accounts.help"));
        help.addClassName("ls-dim");
        Div bar = new Div(help, add);
        bar.addClassName("ls-spread");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.addClassName("ls-grid");
        grid.addColumn(Account::name)
                .setHeader(getTranslation("accounts.name"))
                .setComparator(Comparator.comparing(Account::name))
                .setFlexGrow(2);
        grid.addComponentColumn(this::role)
                .setHeader(getTranslation("accounts.role"))
                .setKey("role")
                .setComparator(Comparator.comparing(Account::role))
                .setWidth("190px")
                .setFlexGrow(0);
        grid.addComponentColumn(account -> account.enabled()
                        ? StateBadge.of(Tone.OK, getTranslation("accounts.enabled"))
                        : StateBadge.of(Tone.STALE, getTranslation("accounts.disabled")))
                .setHeader(getTranslation("accounts.state"))
                .setKey("state")
                .setAutoWidth(true);
        grid.addComponentColumn(account -> new Age(account.createdAt()))
                .setHeader(getTranslation("accounts.created"))
                .setKey("created")
                .setComparator(Comparator.comparing(Account::createdAt))
                .setWidth("100px")
                .setFlexGrow(0);
        grid.addComponentColumn(this::buttons)
                .setKey("ways")
                .setHeader("")
                .setAutoWidth(true)
                .setFlexGrow(0);
        Narrow.watch(grid, this::fit);
        add(bar, grid);
        refresh();
    }

    /** On a phone an account's buttons stand one below the other, and say by themselves whether it is enabled. */
    private void fit(boolean narrow) {
        grid.getColumnByKey("state").setVisible(!narrow);
        grid.getColumnByKey("created").setVisible(!narrow);
        grid.getColumnByKey("role").setWidth(narrow ? "150px" : "190px");
        grid.getColumnByKey("ways").setAutoWidth(!narrow).setWidth(narrow ? "130px" : null);
    }

    private void refresh() {
        grid.setItems(accounts.list(actors.current()));
    }

    private Select<Role> role(Account account) {
        Select<Role> select = new Select<>();
        select.setItems(Role.values());
        select.setItemLabelGenerator(AccountsPart::word);
        select.setValue(account.role());
        select.setAriaLabel(getTranslation("accounts.role"));
        select.setWidthFull();
        select.addValueChangeListener(change -> {
            if (change.isFromClient()) {
                ErrorNote.guard(
                        () -> accounts.update(actors.current(), account.id(), change.getValue(), account.enabled()));
                refresh();
            }
        });
        return select;
    }

    private static String word(Role role) {
        return Texts.of("role." + role.name().toLowerCase(Locale.ROOT));
    }

    private Div buttons(Account account) {
        Button reset = new Button(getTranslation("accounts.reset"), _ -> new NewPassword(account).open());
        Button toggle = new Button(
                getTranslation(account.enabled() ? "accounts.disable" : "accounts.enable"), _ -> toggle(account));
        List.of(reset, toggle).forEach(button -> button.addThemeVariants(ButtonVariant.TERTIARY));
        Div buttons = new Div(reset, toggle);
        buttons.addClassName("ls-ways");
        return buttons;
    }

    private void toggle(Account account) {
        if (!account.enabled()) {
            change(account, true);
            return;
        }
        new Confirm(
                        getTranslation("accounts.disable.title", account.name()),
                        getTranslation("accounts.disable.text"),
                        List.of(account.name() + " · " + word(account.role())),
                        getTranslation("accounts.disable"),
                        () -> change(account, false))
                .open();
    }

    private void change(Account account, boolean enabled) {
        ErrorNote.guard(() -> accounts.update(actors.current(), account.id(), account.role(), enabled));
        refresh();
    }

    private final class NewAccount extends Dialog {
        NewAccount() {
            setHeaderTitle(getTranslation("accounts.add"));
            setWidth("min(28rem, 94vw)");
            TextField name = new TextField(getTranslation("accounts.name"));
            PasswordField password = new PasswordField(getTranslation("login.password"));
            password.setHelperText(getTranslation("password.help"));
            password.getElement().setAttribute("autocomplete", "new-password");
            Select<Role> role = new Select<>();
            role.setLabel(getTranslation("accounts.role"));
            role.setItems(Role.values());
            role.setItemLabelGenerator(AccountsPart::word);
            role.setValue(Role.VIEWER);
            var problem = new FormProblem().at("name", name).at("password", password);
            Div form = new Div(name, password, role, problem);
            form.addClassName("ls-form");
            add(form);
            Button make = new Button(getTranslation("accounts.add"), _ -> {
                problem.clear();
                try {
                    accounts.create(actors.current(), name.getValue().strip(), password.getValue(), role.getValue());
                    close();
                    refresh();
                } catch (LongshoreException refused) {
                    problem.show(refused);
                }
            });
            make.addThemeVariants(ButtonVariant.PRIMARY);
            make.addClickShortcut(Key.ENTER);
            getFooter().add(new Button(getTranslation("action.cancel"), _ -> close()), make);
            name.setAutofocus(true);
        }
    }

    private final class NewPassword extends Dialog {
        NewPassword(Account account) {
            setHeaderTitle(getTranslation("accounts.reset.title", account.name()));
            setWidth("min(28rem, 94vw)");
            PasswordField password = new PasswordField(getTranslation("password.new"));
            password.setHelperText(getTranslation("password.help"));
            password.getElement().setAttribute("autocomplete", "new-password");
            var problem = new FormProblem().at("password", password);
            Div form = new Div(new Paragraph(getTranslation("accounts.reset.text")), password, problem);
            form.addClassName("ls-form");
            add(form);
            Button set = new Button(getTranslation("action.save"), _ -> {
                problem.clear();
                try {
                    accounts.resetPassword(actors.current(), account.id(), password.getValue());
                    close();
                    ErrorNote.done(getTranslation("password.changed"));
                } catch (LongshoreException refused) {
                    problem.show(refused);
                }
            });
            set.addThemeVariants(ButtonVariant.PRIMARY);
            set.addClickShortcut(Key.ENTER);
            getFooter().add(new Button(getTranslation("action.cancel"), _ -> close()), set);
            password.setAutofocus(true);
        }
    }
}
