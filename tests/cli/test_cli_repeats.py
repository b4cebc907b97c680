"""The same story twice within a day, on the command line: said on stderr, and it goes out."""


def test_it_is_said_and_published_and_nothing_is_said_of_the_same_draft(run, article):
    first, second = (run("compose", article, "--json").json["id"] for _ in range(2))
    done = run("publish", first, "--to", "sandbox", "--json")
    assert (done.code, done.err) == (0, "")
    assert run("publish", first, "--to", "sandbox", "--json").err == ""
    (out,) = done.json["publications"]
    done = run("publish", second, "--to", "sandbox", "--json")
    assert "sandbox:rehearsal: the same text went out there" in done.err
    assert done.json["publications"][0]["state"] == "published"
    assert out["parts"][0]["url"] in done.err


def test_it_is_said_when_it_is_scheduled_too(run, article):
    first, second = (run("compose", article, "--json").json["id"] for _ in range(2))
    run("publish", first, "--to", "sandbox", "--at", "in 3h")
    done = run("publish", second, "--to", "sandbox", "--at", "in 2h")
    assert (done.code, "the same text is planned there" in done.err) == (0, True)
    assert "the same text" not in run("publish", second, "--to", "sandbox", "--at", "in 3 days").err
