"""The double is as strict as LinkedIn: headers, fields, rights, pictures, little text."""

import httpx
import pytest
from platforms.linkedin.rig import MEMBER, PAGE, rigged

HEADERS = {"LinkedIn-Version": "202607", "X-Restli-Protocol-Version": "2.0.0"}
BODY = {
    "author": PAGE,
    "commentary": "The quay is open again.",
    "visibility": "PUBLIC",
    "distribution": {"feedDistribution": "MAIN_FEED"},
    "lifecycleState": "PUBLISHED",
}


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


async def post(rig, body=BODY, **headers):
    token = next(iter(rig.world.tokens))
    sent = {"Authorization": f"Bearer {token}", **HEADERS, **headers}
    async with httpx.AsyncClient() as http:
        kept = {name: value for name, value in sent.items() if value}
        return await http.post(f"{rig.linkedin.address}/rest/posts", json=body, headers=kept)


async def test_a_post_has_its_urn_in_a_header_and_no_body(rig):
    answer = await post(rig)
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["x-restli-id"] == rig.world.posts[0].urn


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer nonsense"}, 401),
        ({"LinkedIn-Version": ""}, 400),
        ({"LinkedIn-Version": "202401"}, 426),
        ({"X-Restli-Protocol-Version": ""}, 400),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
async def test_a_header_that_is_missing_or_wrong_is_refused(rig, headers, status):
    assert (await post(rig, **headers)).status_code == status
    assert rig.world.posts == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"author": None}, "/author :: field is required"),
        ({"text": "The quay"}, "/text :: unrecognized field"),
        ({"visibility": "EVERYONE"}, "not an enum symbol"),
        ({"commentary": 5}, "cannot be coerced"),
        (
            {"content": {"article": {"source": "https://a.example", "title": "A", "image": "x"}}},
            "/content/article/image",
        ),
        ({"content": {"media": {"altText": "no id"}}}, "/content/media/id"),
        ({"content": {"media": {"id": "x"}, "article": {"source": "x", "title": "x"}}}, "union type"),
        ({"distribution": {}}, "/distribution/feedDistribution"),
    ],
)
async def test_a_field_too_many_or_too_few_is_refused(rig, change, said):
    body = {name: value for name, value in {**BODY, **change}.items() if value is not None}
    answer = await post(rig, body)
    assert answer.status_code == 422
    assert said in answer.json()["message"]


@pytest.mark.parametrize(
    "content", [{"media": {"id": "urn:li:image:none"}}, {"multiImage": {"images": [{"id": "urn:li:image:none"}]}}]
)
async def test_a_picture_that_is_not_there_is_refused(rig, content):
    assert (await post(rig, {**BODY, "content": content})).status_code == 400


async def test_nobody_posts_in_anothers_name(rig):
    for author in (MEMBER, "urn:li:organization:99", "urn:li:person:somebody"):
        assert (await post(rig, {**BODY, "author": author})).status_code == 403


async def test_what_is_not_escaped_cuts_the_post_and_is_a_201(rig):
    answer = await post(rig, {**BODY, "commentary": "Open (again)"})
    assert answer.status_code == 201
    assert rig.world.posts[0].text == "Open "


async def test_the_same_text_is_refused_and_the_first_is_named(rig):
    first = (await post(rig)).headers["x-restli-id"]
    again = await post(rig)
    assert again.status_code == 422
    assert f"duplicate of {first}" in again.json()["message"]


async def test_a_character_too_many_is_refused(rig):
    assert (await post(rig, {**BODY, "commentary": "a" * 3001})).status_code == 400
    assert (await post(rig, {**BODY, "commentary": "a" * 2998 + "✅"})).status_code == 201
