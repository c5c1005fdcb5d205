"""Photos, documents and albums, from people and from bots, and what a bot can fetch."""

import io

import pytest
from PIL import Image

from sandbox.files import Upload
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.whereabouts import CannotDo
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot


def picture(width: int, height: int, kind: str = "JPEG") -> Upload:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return Upload("id.jpg", out.getvalue(), "image/jpeg")


async def fetched(bot: Bot, file_id: str) -> bytes:
    file = await bot("getFile", file_id=file_id)
    found = bot.api.file(TOKEN, file["file_path"])
    assert found is not None
    return found.data


async def test_a_persons_photo_comes_in_sizes_of_at_most_1280_pixels(bot: Bot, people: People, amina: Person) -> None:
    await people.send(amina.id, picture(3000, 1500), "photo", caption="my id")
    message: Json = (await bot.updates())[-1]["message"]
    sizes = [(size["width"], size["height"]) for size in message["photo"]]
    assert sizes == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    assert message["caption"] == "my id"
    with Image.open(io.BytesIO(await fetched(bot, message["photo"][-1]["file_id"]))) as largest:
        assert largest.size == (1280, 640)


async def test_a_document_arrives_byte_for_byte(bot: Bot, people: People, amina: Person) -> None:
    await people.send(amina.id, Upload("工资.pdf", b"%PDF-1.7 whole", "application/pdf"), "document")
    document = (await bot.updates())[-1]["message"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("工资.pdf", "application/pdf")
    assert await fetched(bot, document["file_id"]) == b"%PDF-1.7 whole"


async def test_a_file_above_20_megabytes_arrives_but_cannot_be_fetched(bot: Bot, people: People, amina: Person) -> None:
    await people.send(amina.id, Upload("film.mp4", bytes((20 << 20) + 1)), "document")
    document = (await bot.updates())[-1]["message"]["document"]
    assert (await bot.refused("getFile", file_id=document["file_id"])) == "Bad Request: file is too big"
    assert (await bot.refused("getFile", file_id="nonsense")) == "Bad Request: invalid file_id"


async def test_bytes_that_are_no_picture_cannot_be_a_photo(bot: Bot, people: People, amina: Person) -> None:
    with pytest.raises(CannotDo, match="IMAGE_PROCESS_FAILED"):
        await people.send(amina.id, Upload("id.jpg", b"not a picture"), "photo")
    with pytest.raises(CannotDo, match="PHOTO_INVALID_DIMENSIONS"):
        await people.send(amina.id, picture(4000, 100), "photo")
    await people.say(amina.id, "/start")
    said = await bot.refused("sendPhoto", chat_id=amina.id, files={"photo": Upload("a.jpg", b"nothing")})
    assert said == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_bot_sends_files_anew_by_attach_and_by_id(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    paper = Upload("contract.pdf", b"%PDF")
    new = await bot(
        "sendDocument",
        chat_id=amina.id,
        document="attach://x",
        files={"x": paper},
        caption="<b>Yours</b>",
        parse_mode="HTML",
    )
    again = await bot("sendDocument", chat_id=amina.id, document=new["document"]["file_id"])
    assert new["caption_entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    assert again["document"] == new["document"]
    photo = await bot("sendPhoto", chat_id=amina.id, files={"photo": picture(200, 100)})
    assert [size["width"] for size in photo["photo"]] == [90, 200]
    mixed = await bot.refused("sendPhoto", chat_id=amina.id, photo=new["document"]["file_id"])
    assert mixed == "Bad Request: can't use file of type Document as Photo"
    assert (await bot.refused("sendPhoto", chat_id=amina.id)) == "Bad Request: there is no photo in the request"


async def test_captions_are_shorter_than_texts(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    said = await bot.refused("sendPhoto", chat_id=amina.id, caption="x" * 1025, files={"photo": picture(9, 9)})
    assert said == "Bad Request: message caption is too long"


async def test_an_album_is_one_message_for_each_picture(bot: Bot, world: World, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    media = [{"type": "photo", "media": "attach://a", "caption": "front"}, {"type": "photo", "media": "attach://b"}]
    files = {"a": picture(50, 50), "b": picture(60, 60)}
    album = await bot("sendMediaGroup", chat_id=amina.id, media=media, files=files)
    assert len({message["media_group_id"] for message in album}) == 1
    assert [item.message.get("caption") for item in world.inbox(amina.id).seen[-2:]] == ["front", None]
    mixed = [media[0], {"type": "document", "media": "attach://b"}]
    said = await bot.refused("sendMediaGroup", chat_id=amina.id, media=mixed, files=files)
    assert said == "Bad Request: document can't be mixed with other media types"


async def test_an_edit_can_replace_the_picture(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    sent = await bot("sendPhoto", chat_id=amina.id, files={"photo": picture(50, 50)}, caption="old")
    media = {"type": "document", "media": "attach://n", "caption": "new"}
    where = {"chat_id": amina.id, "message_id": sent["message_id"]}
    edited = await bot("editMessageMedia", **where, media=media, files={"n": Upload("n.txt", b"n")})
    assert "photo" not in edited
    assert (edited["caption"], edited["document"]["file_name"]) == ("new", "n.txt")
