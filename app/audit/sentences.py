"""The trail's words: what can be done, and to what."""

from typing import Any

from flask_babel import lazy_gettext as _

from ..definitions import FORMS

# Groups of actions, as the leader looks for them: code → word → the actions with their words.
GROUPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "seen": (_("Set"), {"saw": _("Set")}),
    "out": (_("Hentet ud"), {"exported": _("Hentet ud")}),
    "changed": (
        _("Ændret"),
        {
            "made": _("Oprettet"),
            "changed": _("Ændret"),
            "withdrew": _("Trukket tilbage"),
            "restored": _("Taget med igen"),
            "decided": _("Afgjort"),
            "imported": _("Indlæst"),
            "brought_back": _("Gendannet fra en ældre udgave"),
            "shown": _("Vist igen"),
        },
    ),
    "deleted": (
        _("Slettet"),
        {
            "deleted": _("Slettet"),
            "erased": _("Slettet på anmodning"),
            "redacted": _("Gjort ukendeligt"),
            "purged": _("Slettet efter frist"),
        },
    ),
    "access": (
        _("Adgang"),
        {
            "coded": _("Ny kode"),
            "shut_out": _("Lukket ude"),
            "let_in": _("Lukket ind"),
            "invited": _("Nyt link"),
            "second_step_on": _("Totrinslogin slået til"),
            "second_step_off": _("Totrinslogin slået fra"),
            "password_changed": _("Adgangskode valgt"),
        },
    ),
    "sign_in": (
        _("Login"),
        {
            "signed_in": _("Logget ind"),
            "confirmed": _("Adgangskode skrevet igen"),
            "signed_out": _("Logget ud"),
            "signed_out_everywhere": _("Logget ud overalt"),
            "sign_in_failed": _("Forkert adgangskode eller kode"),
        },
    ),
}
ACTIONS = {code: word for _group, actions in GROUPS.values() for code, word in actions.items()}
KINDS = {
    **{name: form.title for name, form in FORMS.items()},
    "account": _("Bruger"),
    "contacts": _("Liste med henvendelser"),
    "records": _("Liste med registreringer"),
    "quarantine": _("Til gennemsyn"),
    "walk": _("Vandring"),
    "event": _("Arrangement"),
    "phone": _("Telefon"),
    "photo": _("Foto"),
    "texts": _("Fri tekst i registreringer"),
    "history": _("Tekster i historikken"),
    "reviewed": _("Gennemset og afgjort"),
    "follow_up": _("Tekster om opfølgning"),
    "photos": _("Fotos"),
    "loose_photos": _("Fotos, der ikke hørte til noget"),
    "sessions": _("Logins og koder på telefoner"),
    "phones": _("Telefoner"),
    "audit": _("Logbogen"),
    "plan": _("Plan over området"),
    "database": _("Databasen"),
    "queue": _("Fil fra en telefon"),
    "workbook": _("Excel-arket"),
    "csv": _("Tabel som CSV"),
    "geojson": _("Positioner som GeoJSON"),
}


def said(action: str) -> Any:
    """The word for an action; the code itself where a later version wrote it."""
    return ACTIONS.get(action, action)


def about(kind: str | None) -> Any:
    """The word for what it was done to."""
    return KINDS.get(kind or "", kind or "")
