"""The modules of the phone's pages, put together: each once, whole, and nothing that cannot be put together passes."""

import pytest

from app.web.phone import release
from app.web.phone.bundle import SHARED, LinkError, link

STORE = "export const read = () => 1;\nexport async function write() {}\n"
PAGE = 'import * as store from "../shared/store.js";\nimport { read as get } from "../shared/store.js";\nget(store);\n'


def test_what_two_pages_share_stands_in_one_file_and_what_one_needs_in_its_own():
    sources = {
        "js/shared/store.js": STORE,
        "js/phone/own.js": 'export { read } from "../shared/store.js";\nconst mine = 2;\nexport { mine };\n',
        "js/phone/a.js": PAGE + 'import { mine } from "./own.js";\n',
        "js/phone/b.js": PAGE,
    }
    files = link(sources, ["js/phone/a.js", "js/phone/b.js"])
    assert sorted(files) == ["phone/a.js", "phone/b.js", SHARED]
    assert files[SHARED].count("const read = () => 1;") == 1
    assert "return { read, write };" in files[SHARED]
    assert files["phone/b.js"].splitlines()[:3] == [
        'import { $store } from "./shell.js";',
        "const store = $store;",
        "const { read: get } = $store;",
    ]
    assert "return { read: $store.read, mine };" in files["phone/a.js"]
    assert "const { mine } = $own;" in files["phone/a.js"]


def test_what_is_imported_late_only_is_a_file_of_its_own():
    sources = {
        "js/shared/store.js": STORE,
        "js/phone/late.js": PAGE + "export const late = 1;\n",
        "js/phone/a.js": PAGE
        + 'const later = () => import("./late.js");\nconst again = () => import("../shared/store.js");\n',
    }
    files = link(sources, ["js/phone/a.js"])
    assert 'import("./late.js")' in files["phone/a.js"]
    assert "Promise.resolve($store)" in files["phone/a.js"]
    assert "export const late = 1;" in files["phone/late.js"]


@pytest.mark.parametrize("line", ["export let session = null;", "export default 1;", 'import x from "./other.js";'])
def test_what_cannot_be_put_together_is_named(line):
    sources = {
        "js/phone/odd.js": f"{line}\n",
        "js/phone/a.js": 'import "./odd.js";\n',
        "js/phone/b.js": 'import "./odd.js";\n',
    }
    with pytest.raises(LinkError, match=r"js/phone/odd\.js"):
        link(sources, ["js/phone/a.js", "js/phone/b.js"])


def test_modules_that_import_each_other_are_refused():
    sources = {
        "js/phone/a.js": 'import "./b.js";\n',
        "js/phone/b.js": 'import "./c.js";\n',
        "js/phone/c.js": 'import "./b.js";\n',
    }
    with pytest.raises(LinkError, match="import each other"):
        link(sources, ["js/phone/a.js"])


def test_what_is_not_the_phones_cannot_be_put_into_its_files():
    with pytest.raises(LinkError, match=r"js/phone/a\.js .* js/office/form\.js"):
        link({"js/phone/a.js": 'import "../office/form.js";\n'}, ["js/phone/a.js"])


def test_every_module_of_the_phone_is_in_the_files_once_and_none_of_the_office():
    scripts = {name: body.decode() for name, body in release.static_files().items() if name.endswith(".js")}
    modules = {name: text for name, text in scripts.items() if not name.startswith(("js/office/", "phone/"))}
    # As they are before their comments are left out: by those a module is known here.
    files = link(modules, [f"js/phone/{name}.js" for name in release.SHELL_SCRIPTS])
    assert files.keys() == {name for name in scripts if name.startswith("phone/")}
    sources = {name: body.decode() for name, body in release.static_files().items() if name.startswith("js/")}
    heads = {
        name: "\n".join(text.splitlines()[: 2 if text.startswith("/**\n") else 1]) for name, text in sources.items()
    }
    whole = "\n".join(files.values())
    assert {f"phone/{name}.js" for name in release.SHELL_SCRIPTS} < files.keys()
    found = {name for name, head in heads.items() if whole.count(head.removeprefix("export ")) == 1}
    # Joining is a page from the network, an office page is none of the phone's, and the rescue is for browsers without modules.
    assert heads.keys() - found == {name for name in heads if name.startswith("js/office/")} | {
        "js/phone/join.js",
        "js/phone/phone-secret.js",
        "js/phone/rescue.js",
        "js/shared/buttons.js",
    }


def test_no_two_modules_have_one_name():
    names = [path.name for path in (release.ROOT / "js").rglob("*.js")]
    assert len(names) == len(set(names))
