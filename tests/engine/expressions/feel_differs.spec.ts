import { test } from '@japa/runner'
import { evaluate } from 'feelin'
import { feel } from './evaluating.js'

const VARIABLES = { one: '1', due: '2026-03-01', list: ['ab', 'b'], amount: 5, count: 3 }

/** Where this engine departs from feelin on purpose: what feelin says, what we say. See decisions/001. */
const DIFFERENCES: readonly (readonly [reason: string, source: string, theirs: unknown, ours: unknown])[] = [
  ['text against a number is an error', 'one > 0', true, '!EXPRESSION_TEXT_COMPARED'],
  ['… also when asked for equality', 'one = 1', null, '!EXPRESSION_TEXT_COMPARED'],
  ['… and in a list of choices', 'one in (1, 2)', false, '!EXPRESSION_TEXT_COMPARED'],
  ['text against a date is an error', 'due < @"2026-01-01"', false, '!EXPRESSION_TEXT_COMPARED'],
  ['a boolean has no order', 'true < 5', true, null],
  ['a filter may be a function call', 'list[contains(item, "a")]', [], ['ab']],
  ['a filter keeps null elements that pass', '[1, null][item = null]', [], [null]],
  ['an exponent counts', '1e2', 1, 100],
  ['a loop may end at zero', 'for i in -1..0 return i', null, [-1, 0]],
  ['a wall clock without a zone is that of Changsha', '@"2026-03-01T08:00:00" = @"2026-03-01T00:00:00Z"', false, true],
  ['a date plus hours is local', 'string(@"2026-03-01" + @"PT1H")', '2026-03-01T01:00:00Z', '2026-03-01T01:00:00+08:00'],
  ['instants are subtracted as instants', 'string(@"2026-03-01T08:00:00Z" - @"2026-03-01T08:00:00+08:00")', 'PT0S', 'PT8H'],
  ['years and months have no days', 'string(years and months duration(@"2026-01-15", @"2026-03-01"))', 'P1M14D', 'P1M'],
  ['a duration can be multiplied', 'string(@"PT2H" * 3)', null, 'PT6H'],
  ['a duration can be negated', 'string(-@"PT2H")', null, '-PT2H'],
  ['the median sorts as numbers', 'median([10, 9, 1])', 10, 9],
  ['the largest of texts is known', 'max("a", "b")', null, 'b'],
  ['inserting before the last element', 'insert before([1, 2, 3], -1, 9)', [1, 9, 2, 3], [1, 2, 9, 3]],
  ['position zero is no position', 'substring("abc", 0)', 'c', null],
  ['empty text is no number', 'number("")', 0, null],
  ['all relations of ranges are known', 'overlaps before([1..3], [2..4])', null, true],
  ['a variable does not hide the function of its name', 'count([1])', null, 1],
]

test.group('FEEL: known differences from feelin', () => {
  for (const [reason, source, theirs, ours] of DIFFERENCES) {
    test(`${reason}: ${source}`, ({ assert }) => {
      assert.deepEqual(evaluate(source, VARIABLES).value ?? null, theirs, 'feelin has changed: drop this line')
      assert.deepEqual(feel(source, VARIABLES), ours)
    })
  }

  test('what feelin only warns about and turns to null is refused at deployment', ({ assert }) => {
    for (const source of ['nofunction(1)', 'count(1, 2)', 'date("2026-02-30")', 'a == b']) {
      assert.match(String(feel(source)), /^!FEEL_/, source)
    }
  })
})
