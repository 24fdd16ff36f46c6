-- POST /run with an empty object. With `wrk ... -- N` the program ends, without its statistics,
-- after N answers: wrk itself knows no other end than a time.
wrk.method = "POST"
wrk.body = "{}"
wrk.headers["Content-Type"] = "application/json"

local left = nil
function init(args)
  left = tonumber(args[1])
end

function response(status)
  if left == nil then return end
  left = left - 1
  if left == 0 then os.exit(0) end
end
