"""What every answer tells browsers: load nothing that is not named, keep nothing of a person, stay on HTTPS."""

import pytest

PUBLIC = (
    "/",
    "/form/observation",
    "/form/contact",
    "/queue",
    "/join",
    "/account/sign-in",
    "/account/about",
    "/findes-ikke",
)
OFFICE = ("/office/", "/office/records", "/office/people", "/office/people/new", "/office/walks/new", "/account/")


def policy(answer):
    return {part.split()[0]: part.split()[1:] for part in answer.headers["Content-Security-Policy"].split("; ")}


@pytest.mark.parametrize("path", [*PUBLIC, *OFFICE, "/api/session", "/office/workbook/2026.xlsx"])
def test_scripts_and_styles_come_from_here_and_nothing_inline_runs(leader, path):
    answer = leader.get(path)
    allowed = policy(answer)
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"][0] == allowed["style-src"][0] == "'self'"
    for source in allowed["script-src"][1:] + allowed["style-src"][1:]:
        assert source.startswith("'sha256-"), "inline only by its hash"
    assert (allowed["base-uri"], allowed["frame-ancestors"], allowed["form-action"]) == (
        ["'none'"],
        ["'none'"],
        ["'self'"],
    )
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PUBLIC, *OFFICE, "/api/session", "/healthz", "/sw.js"])
def test_the_rest_is_said_on_every_answer(leader, path):
    headers = leader.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    permissions = headers["Permissions-Policy"]
    assert "camera=(self)" in permissions
    assert "geolocation=(self)" in permissions
    assert "microphone=()" in permissions
    assert "Server" not in headers or "Python" not in headers["Server"]


@pytest.mark.parametrize("path", [*OFFICE, "/api/session", "/office/csv/2026/contact.csv", "/account/sign-in", "/join"])
def test_what_is_a_person_s_is_kept_in_no_cache(leader, path):
    assert "no-store" in leader.get(path).headers["Cache-Control"]


def test_what_may_be_kept_is_the_same_for_everybody(leader, client):
    for path in ("/", "/form/contact", "/queue", "/manifest.webmanifest", "/sw.js"):
        mine, nobodys = leader.get(path), client.get(path)
        assert mine.data == nobodys.data, path
        assert "Set-Cookie" not in mine.headers, path


def test_https_is_to_be_kept_once_it_is_there_and_never_promised_without(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert secure == "max-age=31536000; includeSubDomains"
