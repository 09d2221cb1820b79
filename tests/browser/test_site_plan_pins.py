"""Known points are set with a click on the picture, and typed or pasted; an answer on paper likewise."""

import re

from playwright.sync_api import expect

PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def click_at(picture, x, y):
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * x, "y": box["height"] * y})


def test_points_are_clicked_and_pasted(server, put_plan_up, new_context):
    put_plan_up()
    context = new_context(base_url=server.url)
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/office/plan")
    picture = page.locator("[data-plan-picture]")
    expect(page.get_by_text("Klik på planen, hvor punkt 1 er.")).to_be_visible()
    click_at(picture, 0.25, 0.5)
    expect(page.get_by_text("Klik på planen, hvor punkt 2 er.")).to_be_visible()
    click_at(picture, 0.75, 0.9)
    expect(page.locator("[data-mark='2']")).to_be_visible()
    for number, pair in ((1, "57.0731, 9.9131"), (2, "57,0710; 9,9190")):
        page.locator(f"[name=pin{number}-latitude]").focus()
        page.evaluate(PASTE, pair)
    expect(page.locator("[name=pin2-longitude]")).to_have_value("9,9190")
    page.get_by_role("button", name="Se afstandene først").click()
    expect(page.get_by_text("Fra punkt 1 til 2 er der 426")).to_be_visible()
    page.get_by_role("button", name="Gem punkterne").click()
    expect(page.get_by_text("Punkterne er gemt.")).to_be_visible()

    page.goto("/office/paper/observation")
    page.locator("[data-question=plan] summary").click()
    click_at(page.locator("[data-plan-picture]"), 0.5, 0.2)
    expect(page.locator("[name=plan_x]")).to_have_value(re.compile("^0,5"))
    expect(page.locator("[name=plan_y]")).to_have_value(re.compile("^0,(2|19)"))
