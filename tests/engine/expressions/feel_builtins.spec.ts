import { test } from '@japa/runner'
import { builtinNames } from '#engine/expressions/builtins/registry'
import { feel } from './evaluating.js'

/** At least one line for every built-in; `null` where the arguments do not fit. */
const CASES: Record<string, Record<string, unknown>> = {
  conversions: {
    'number("1.200,5", ".", ",")': 1200.5, 'number("")': null, 'number("0x10")': null, 'string(1.5)': '1.5', 'string([1, "a"])': '[1, "a"]',
    'string({a: "x", "b c": null})': '{a: "x", "b c": null}', 'date(2026, 3, 1)': '2026-03-01', 'date(from: "2026-03-01")': '2026-03-01',
    'date(text)': null, 'time("10:30:00")': '10:30:00', 'time(10, 30, 0, duration("PT8H"))': '10:30:00+08:00',
    'date and time("2026-03-01T10:00:00")': '2026-03-01T10:00:00', 'date and time(date("2026-03-01"), time("10:00:00"))': '2026-03-01T10:00:00',
    'duration("P1DT2H")': 'P1DT2H', 'years and months duration(date("2024-01-15"), date("2026-03-01"))': 'P2Y1M', '@"10:00:00Z"': '10:00:00Z',
  },
  logic: { 'not(true)': false, 'is(1, 1)': true, 'is(@"2026-03-01", @"2026-03-01T00:00:00")': false, 'is defined(text)': true, 'is defined(none)': false, 'get or else(none, 3)': 3 },
  texts: {
    'substring("长沙县", 2)': '沙县', 'substring("abc", -2, 1)': 'b', 'substring("abc", 0)': null, 'string length("😀县")': 2, 'upper case("ab")': 'AB',
    'lower case("AB")': 'ab', 'trim("  a ")': 'a', 'is blank(" ")': true, 'substring before("a-b", "-")': 'a', 'substring after("a-b", "-")': 'b',
    'contains("abc", "b")': true, 'starts with("abc", "a")': true, 'ends with("abc", "c")': true, 'matches("430121", "^43\\\\d{4}$")': true,
    'matches("ABC", "b", "i")': true, 'matches("a b", "a\\\\ b", "x")': true, 'replace("2026-03", "(\\\\d+)-(\\\\d+)", "$2/$1")': '03/2026',
    'replace("aaa", "a", "$$")': '$$$', 'split("a, b,c", ",\\\\s*")': ['a', 'b', 'c'], 'extract("a1b22", "\\\\d+")': ['1', '22'],
    'string join(["a", null, "b"], "、")': 'a、b', 'string join(["a", 1])': null,
  },
  lists: {
    'list contains([1, null], null)': true, 'list contains([{a: 1}], {a: 1})': true, 'list replace([1, 2], 2, 9)': [1, 9],
    'list replace([1, 2], function(x, y) x = 1, 9)': [9, 2], 'count([])': 0, 'is empty([])': true, 'sublist([1, 2, 3], 2, 1)': [2],
    'append([1], 2, 3)': [1, 2, 3], 'concatenate([1], [2, 3])': [1, 2, 3], 'insert before([1, 3], 2, 2)': [1, 2, 3],
    'remove([1, 2, 3], 2)': [1, 3], 'remove([1, 2, 3], -1)': [1, 2], 'reverse([1, 2])': [2, 1], 'index of([1, 2, 1], 1)': [1, 3],
    'union([1, 2], [2, 3])': [1, 2, 3], 'distinct values([1, 1, "1", [1], {a: 1}, {a: 1}])': [1, '1', { a: 1 }],
    'duplicate values([1, 2, 1, 1])': [1], 'flatten([1, [2, [3]]])': [1, 2, 3], 'partition([1, 2, 3], 2)': [[1, 2], [3]],
    'sort(["b", "a"], function(x, y) x < y)': ['a', 'b'],
  },
  statistics: {
    'min(3, 1, 2)': 1, 'max(["a", "c", "b"])': 'c', 'max(@"2026-01-01", @"2026-02-01")': '2026-02-01', 'min([])': null, 'sum([1, null])': null,
    'sum(1, 2)': 3, 'mean([1, 2, 3])': 2, 'product([2, 3])': 6, 'median([10, 9, 1])': 9, 'median([4, 1])': 2.5, 'stddev([2, 4, 7, 5])': 2.0816659994661326,
    'mode([6, 3, 9, 6, 6, 3, 3])': [3, 6], 'all([true, null])': null, 'all([false, null])': false, 'any([true, null])': true, 'any([])': false,
  },
  numbers: {
    'decimal(2.5, 0)': 2, 'decimal(3.5, 0)': 4, 'floor(-1.5)': -2, 'floor(1.56, 1)': 1.5, 'ceiling(1.2)': 2, 'round up(1.21, 1)': 1.3,
    'round down(-1.29, 1)': -1.2, 'round half up(-2.5, 0)': -3, 'round half down(2.5, 0)': 2, 'abs(-3)': 3, 'abs(@"-P1D")': 'P1D',
    'modulo(-12, 5)': 3, 'modulo(12, 0)': null, 'sqrt(9)': 3, 'sqrt(-1)': null, 'log(1)': 0, 'exp(0)': 1, 'odd(-3)': true, 'even(2)': true,
  },
  temporals: {
    'now()': '2026-03-02T17:30:00+08:00', 'today()': '2026-03-02', 'day of year(@"2026-03-01")': 60, 'day of week(@"2026-03-02")': 'Monday',
    'month of year(@"2026-03-02")': 'March', 'week of year(@"2026-01-01")': 1, 'last day of month(@"2024-02-03")': '2024-02-29',
  },
  ranges: {
    'before(1, [2..3])': true, 'before([1..2], [2..3])': false, 'after([2..3], 1)': true, 'meets([1..2], [2..3])': true, 'meets([1..2), [2..3])': false,
    'met by([2..3], [1..2])': true, 'overlaps([1..3], [2..4])': true, 'overlaps before([1..3], [2..4])': true, 'overlaps before([2..4], [1..3])': false,
    'overlaps after([2..4], [1..3])': true, 'finishes(5, [1..5])': true, 'finishes([3..5], [1..5])': true, 'finishes([3..5), [1..5])': false,
    'finished by([1..5], 5)': true, 'includes([1..5], 3)': true, 'during([2..3], [1..5])': true, 'starts(1, [1..5])': true,
    'started by([1..5], [1..2])': true, 'coincides([1..5], [1..5])': true, 'coincides(3, 3)': true,
  },
  contexts: {
    'get value({a: 1}, "a")': 1, 'get value({}, "toString")': null, 'get entries({a: 1})': [{ key: 'a', value: 1 }],
    'context([{key: "a", value: 1}])': { a: 1 }, 'context([{key: "a", value: 1}, {key: "a", value: 2}])': null,
    'context merge([{a: 1}, {a: 2, b: 3}])': { a: 2, b: 3 }, 'context put({a: 1}, "b", 2)': { a: 1, b: 2 },
    'context put({a: {b: 1}}, ["a", "c"], 2)': { a: { b: 1, c: 2 } }, 'context put({}, ["a", "b"], 2)': null,
  },
}

test.group('FEEL built-ins', () => {
  for (const [family, cases] of Object.entries(CASES)) {
    for (const [source, value] of Object.entries(cases)) {
      test(`${family}: ${source} is ${JSON.stringify(value)}`, ({ assert }) => {
        assert.deepEqual(feel(source, { text: 'x' }), value)
      })
    }
  }

  test('every built-in has at least one case above', ({ assert }) => {
    const sources = Object.values(CASES).flatMap((cases) => Object.keys(cases))
    const called = (name: string) => sources.some((source) => source.startsWith(name === '@' ? '@' : `${name}(`))
    assert.deepEqual(builtinNames().filter((name) => !called(name)), [])
  })
})
