"""What is wrong with a request gets a clear sentence; nothing is lost and nothing is leaked."""


def test_world(world, as_role):
    r = as_role("learner").get("/practice/", follow=True)
    assert r.status_code == 200, r
