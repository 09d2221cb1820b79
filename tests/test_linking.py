"""The modules of the phone's pages, put together: each once, whole, and nothing that cannot be put together passes."""

import pytest

from app.web.phone import release
from app.web.phone.bundle import SHARED, LinkError, link

STORE = "export const read = () => 1;\nexport async function write() {}\n"
PAGE = 'import * as store from "./store.js";\nimport { read as get } from "./store.js";\nget(store);\n'


def test_what_two_pages_share_stands_in_one_file_and_what_one_needs_in_its_own():
    sources = {
        "js/store.js": STORE,
        "js/own.js": 'export { read } from "./store.js";\nconst mine = 2;\nexport { mine };\n',
        "js/a.js": PAGE + 'import { mine } from "./own.js";\n',
        "js/b.js": PAGE,
    }
    files = link(sources, ["js/a.js", "js/b.js"])
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
        "js/store.js": STORE,
        "js/late.js": PAGE + "export const late = 1;\n",
        "js/a.js": PAGE + 'const later = () => import("./late.js");\nconst again = () => import("./store.js");\n',
    }
    files = link(sources, ["js/a.js"])
    assert 'import("./late.js")' in files["phone/a.js"]
    assert "Promise.resolve($store)" in files["phone/a.js"]
    assert "export const late = 1;" in files["phone/late.js"]


@pytest.mark.parametrize("line", ["export let session = null;", "export default 1;", 'import x from "./other.js";'])
def test_what_cannot_be_put_together_is_named(line):
    sources = {"js/odd.js": f"{line}\n", "js/a.js": 'import "./odd.js";\n', "js/b.js": 'import "./odd.js";\n'}
    with pytest.raises(LinkError, match=r"js/odd\.js"):
        link(sources, ["js/a.js", "js/b.js"])


def test_modules_that_import_each_other_are_refused():
    sources = {"js/a.js": 'import "./b.js";\n', "js/b.js": 'import "./c.js";\n', "js/c.js": 'import "./b.js";\n'}
    with pytest.raises(LinkError, match="import each other"):
        link(sources, ["js/a.js"])


def test_every_module_of_the_phone_is_in_the_files_once():
    files = {name: body.decode() for name, body in release.static_files().items() if name.startswith("phone/")}
    sources = [body.decode() for name, body in release.static_files().items() if name.startswith("js/")]
    heads = {"\n".join(text.splitlines()[: 2 if text.startswith("/**\n") else 1]) for text in sources}
    whole = "\n".join(files.values())
    assert {f"phone/{name}.js" for name in release.SHELL_SCRIPTS} < files.keys()
    assert all(whole.count(head) <= 1 for head in heads)
