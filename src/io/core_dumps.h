#pragma once

namespace tntc::io {

// From now on a crash of this process, or of one it starts, writes no image of its memory: that
// would hold secrets. Only a privileged process can raise the limit again.
void forbid_core_dumps();

}  // namespace tntc::io
