"""The demo's walks, events and people; all of it invented."""

from datetime import date, time
from typing import Any

YEAR = 2017
PASSWORD = "lygter og bænke"  # noqa: S105 - printed for everybody who tries the demo
LEADER, COUNSELLOR, HOST = "leder@demo.example", "raadgiver@demo.example", "vaert@demo.example"

# E-mail → the party that the account is tied to.
PARTIES = {"teknisk@demo.example": "housing_technical", "politi@demo.example": "police"}

# e-mail → name, role
PEOPLE = {
    LEADER: ("Projektleder", "leader"),
    COUNSELLOR: ("Rådgiver", "counsellor"),
    HOST: ("Festudvalget", "host"),
    "teknisk@demo.example": ("Varmemesteren", "party"),
    "politi@demo.example": ("Nærpolitiet", "party"),
}

WALKS: dict[str, dict[str, Any]] = {
    "spring": {
        "title": "Forårsvandring, Løvvangen vest",
        "date": date(YEAR, 4, 20),
        "start": time(16, 30),
        "end": time(18, 0),
        "meeting_place": "Torvet",
        "light": "daylight",
        "weather": "9 °C, let skyet",
        "participants": 14,
        "parties": ("police", "housing_technical", "tenants_board", "programme"),
        "group_leader": "Afdelingsbestyrelsen",
        "counts_for": ("A1b",),
    },
    "children": {
        "title": "Børnenes vandring, legepladserne",
        "date": date(YEAR, 6, 13),
        "start": time(14, 0),
        "end": time(15, 30),
        "meeting_place": "Legepladsen",
        "light": "daylight",
        "weather": "18 °C, sol",
        "participants": 21,
        "parties": ("programme", "municipality_leisure"),
        "group_leader": "Helhedsplanen",
    },
    "evening": {
        "title": "Aftenvandring, Løvvangen øst",
        "date": date(YEAR, 11, 9),
        "start": time(16, 30),
        "end": time(18, 30),
        "meeting_place": "Beboerhuset",
        "light": "dark",
        "weather": "6 °C, tørt",
        "participants": 18,
        "parties": ("police", "municipality_network", "housing_technical", "tenants_board", "programme"),
        "group_leader": "Helhedsplanen og afdelingsbestyrelsen",
        "counts_for": ("A1b",),
    },
    "school": {
        "title": "Tryghedsvandring: stierne ved skolen",
        "date": date(YEAR, 11, 21),
        "start": time(15, 30),
        "end": time(17, 0),
        "meeting_place": "Beboerhuset",
    },
}


def _event(kind: str, title: str, month: int, day: int, hours: tuple[int, int], **facts: Any) -> dict[str, Any]:
    start, end = (time(hour) for hour in hours)
    return {
        "kind": kind,
        "title": title,
        "date": date(YEAR, month, day),
        "start": start,
        "end": end,
        "place": "Beboerhuset",
        **facts,
    }


EVENTS: dict[str, dict[str, Any]] = {
    "a3_january": _event("meeting_a3", "Møde i A3-gruppen", 1, 17, (17, 19)),
    "a1_february": _event("meeting_a1", "Møde i A1-gruppen", 2, 7, (13, 14)),
    "fastelavn": _event(
        "fastelavn", "Fastelavn i beboerhuset", 2, 26, (13, 16), counts_for=("A3c",), doors="Hovedindgang\nHaven"
    ),
    "newcomers": _event("information", "Infomøde for nye beboere", 3, 30, (16, 18), counts_for=("A1b",)),
    "a3_april": _event("meeting_a3", "Møde i A3-gruppen", 4, 4, (17, 19)),
    "a1_may": _event("meeting_a1", "Møde i A1-gruppen", 5, 9, (13, 14)),
    "a3_august": _event("meeting_a3", "Møde i A3-gruppen", 8, 15, (17, 19)),
    "kulturfest": _event(
        "kulturfest", "Kulturfest på Torvet", 8, 26, (12, 18),
        place="Torvet", counts_for=("A3c",), doors="Nord\nSyd\nTeltet",
    ),
    "a1_september": _event("meeting_a1", "Møde i A1-gruppen", 9, 12, (13, 14)),
    "a3_october": _event("meeting_a3", "Møde i A3-gruppen", 10, 10, (17, 19)),
    "halloween": _event("halloween", "Halloween", 10, 31, (16, 19), counts_for=("A3c",), doors="Hovedindgang\nKælderen"),
    "newcomers_again": _event("information", "Infomøde for nye beboere", 11, 24, (16, 18), counts_for=("A1b",)),
    "a1_november": _event("meeting_a1", "Møde i A1-gruppen", 11, 28, (13, 14)),
    "christmas": _event("other", "Julefest i beboerhuset", 12, 9, (14, 18), counts_for=("A3c",)),
}  # fmt: skip

# Event → one tally a phone: time it was sent, door, adults, youth, children, volunteers, countries, and the rest.
TALLIES: dict[str, list[dict[str, Any]]] = {
    "fastelavn": [
        {"at": "16:05", "door": "Hovedindgang", "adults": 41, "youth": 9, "children": 52, "volunteers": 6,
         "countries": ["DK", "SO", "TR", "SY"]},
        {"at": "16:11", "door": "Haven", "adults": 23, "youth": 4, "children": 31, "volunteers": 3,
         "countries": ["DK", "SY", "BA", "XK", "IQ"]},
    ],
    "newcomers": [
        {"at": "18:02", "adults": 17, "youth": 1, "children": 4, "countries": ["DK", "SY", "ER"],
         "note": "Optalt på papir"},
    ],
    "kulturfest": [
        {"at": "18:10", "door": "Nord", "adults": 88, "youth": 31, "children": 64, "volunteers": 12,
         "countries": ["DK", "SO", "TR", "SY", "IQ", "LB"]},
        {"at": "18:14", "door": "Syd", "adults": 73, "youth": 22, "children": 49, "volunteers": 5,
         "countries": ["DK", "BA", "XK", "VN", "LK", "AF"]},
        {"at": "18:02", "door": "Teltet", "adults": 40, "youth": 15, "children": 30, "estimated": True,
         "countries": ["DK", "ER", "IR", "RO"], "note": "Tælleren startede først kl. 13"},
    ],
    "halloween": [
        {"at": "19:20", "door": "Hovedindgang", "adults": 54, "youth": 27, "children": 71, "volunteers": 8,
         "countries": ["DK", "SY", "SO"]},
        {"at": "19:24", "door": "Kælderen", "adults": 12, "youth": 18, "children": 22, "volunteers": 4,
         "countries": ["DK", "TR"]},
    ],
}  # fmt: skip
