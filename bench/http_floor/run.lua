-- What the load generator posts to /run.
wrk.method = "POST"
wrk.path = "/run"
wrk.body = '{"name":"Ada","items":[1,2,3]}'
wrk.headers["Content-Type"] = "application/json"
