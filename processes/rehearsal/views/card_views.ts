import type { CardRow } from '#processes/foundation/supervision/card'
import { rowsOf, type RehearsalView } from '../view.js'

/** 红黄牌 of the case in order of issue: `food_permit 红牌 超过承诺时限；时限：8个工作日`, of the case itself without a code. */
export const CARD_VIEWS: readonly RehearsalView[] = [
  {
    name: 'cards', title: '红黄牌',
    look: (scene) =>
      rowsOf<CardRow>(scene, 'supervision_cards')
        .filter(({ caseKey }) => caseKey === scene.rootId)
        .map(({ itemCode, colour, words, state }) => [itemCode, `${colour === 'red' ? '红' : '黄'}牌${state === 'supervised' ? '督办' : ''}`, words].filter((part) => part !== null).join(' ')),
  },
]
