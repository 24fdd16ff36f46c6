#include "worker/verdicts.h"

#include <algorithm>

namespace tntc::worker {

using runtime::js::Stop;

bool is_stuck(const SlotView& slot, std::int64_t now) {
  if (slot.run == 0 || slot.entered_at == 0) return false;
  if (slot.wanted != Stop::none && now - slot.stop_asked_at > kStuckAfter) return true;
  return slot.deadline != 0 && now - slot.deadline > kStuckAfter;
}

void share_growth(std::span<SlotView> slots, std::int64_t growth) {
  const auto took_part = [&](const SlotView& slot) {
    return slot.run != 0 && (growth < 0 || slot.entered || slot.entered_at != 0);
  };
  const auto sharers = std::count_if(slots.begin(), slots.end(), took_part);
  if (sharers == 0) return;
  for (SlotView& slot : slots) {
    if (took_part(slot)) slot.grown = std::max<std::int64_t>(0, slot.grown + growth / sharers);
  }
}

int over_limit(std::span<const SlotView> slots, std::int64_t limit) {
  int worst = -1;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const SlotView& slot = slots[i];
    if (slot.run == 0 || slot.grown <= limit) continue;
    if (slot.wanted != Stop::none) continue;
    if (worst < 0 || slot.grown > slots[static_cast<std::size_t>(worst)].grown) {
      worst = static_cast<int>(i);
    }
  }
  return worst;
}

}  // namespace tntc::worker
