import { test } from '@japa/runner'

import { assembleBoard, monthsUpTo } from '#processes/foundation/board/assemble_board'
import type { DecidedCount, RunningCount, StageTime } from '#processes/foundation/board/board_store'

const decided = (month: string, department: string, verdict: DecidedCount['verdict'], count: number, business = 'restaurant', forwarded = 0): DecidedCount => ({ month, department, business, verdict, count, forwarded })
const running = (department: string, count: number, overdue: number, oldestSinceMs: number | null, business = 'restaurant'): RunningCount => ({
  department, business, stage: 'handling', stageText: '承办中', count, amber: 1, overdue, oldestSinceMs,
})
const stage = (department: string, count: number, totalSeconds: number): StageTime => ({ department, stage: 'handling', stageText: '承办中', items: count, stays: count, totalSeconds, longestSeconds: totalSeconds })

test.group('supervisors’ board', () => {
  test('months end with the one asked for, over the turn of the year', ({ assert }) => {
    assert.deepEqual(monthsUpTo('2026-02', 4), ['2025-11', '2025-12', '2026-01', '2026-02'])
    assert.lengthOf(monthsUpTo('2026-12', 12), 12)
  })

  test('a rate is on time by decided; a month without decisions has none', ({ assert }) => {
    const board = assembleBoard({
      months: ['2026-09', '2026-10', '2026-11'], month: '2026-11', running: [], stages: [], cards: [],
      decided: [decided('2026-10', 'market', 'on_time', 3), decided('2026-11', 'market', 'on_time', 3), decided('2026-11', 'market', 'overdue', 1), decided('2026-11', 'fire', 'on_time', 2, 'other', 1)],
    })
    assert.deepEqual(board.months.map(({ key, decided: all, onTimeRate }) => [key, all, onTimeRate]), [['2026-09', 0, null], ['2026-10', 3, 1], ['2026-11', 6, 5 / 6]])
    assert.deepEqual(board.departments.map(({ key, onTime, overdue, onTimeRate }) => [key, onTime, overdue, onTimeRate]), [['market', 3, 1, 0.75], ['fire', 2, 0, 1]], 'worst first, of the month alone')
    assert.deepEqual(board.businesses.map(({ key, decided: all, forwarded }) => [key, all, forwarded]), [['restaurant', 4, 0], ['other', 2, 1]], 'what was passed on above is among the finished')
  })

  test('a stage is one line over all businesses, with what waits there and how long others had stood; most overdue first', ({ assert }) => {
    const board = assembleBoard({
      months: ['2026-11'], month: '2026-11', decided: [], cards: [],
      running: [running('market', 4, 0, 50), running('fire', 2, 1, 70), running('fire', 1, 1, 60, 'other')],
      stages: [stage('fire', 2, 100), stage('urban', 4, 10)],
    })
    assert.deepEqual(board.running, { count: 7, amber: 3, overdue: 2 })
    assert.deepEqual(board.stages.map((line) => [line.department, line.waiting, line.overdue, line.oldestSinceMs, line.left, line.averageSeconds]), [
      ['fire', 3, 2, 60, 2, 50],
      ['market', 4, 0, 50, 0, null],
      ['urban', 0, 0, null, 4, 3],
    ])
  })

  test('cards stand by month, and of the month asked for by department, most red first; corrected ones are counted of both colours', ({ assert }) => {
    const card = (month: string, department: string, colour: 'yellow' | 'red', count: number, corrected = 0) => ({ month, department, colour, count, corrected })
    const { cards } = assembleBoard({
      months: ['2026-10', '2026-11'], month: '2026-11', decided: [], running: [], stages: [],
      cards: [card('2026-11', 'market', 'yellow', 5, 1), card('2026-11', 'fire', 'red', 1, 1), card('2026-11', 'fire', 'yellow', 2, 1), card('2026-09', 'market', 'red', 9)],
    })
    assert.deepEqual(cards.months.map(({ key, yellow, red, corrected }) => [key, yellow, red, corrected]), [['2026-10', 0, 0, 0], ['2026-11', 7, 1, 3]])
    assert.deepEqual(cards.departments.map(({ key, yellow, red, corrected }) => [key, yellow, red, corrected]), [['fire', 2, 1, 2], ['market', 5, 0, 1]])
  })
})
