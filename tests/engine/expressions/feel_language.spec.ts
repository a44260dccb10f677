import { test } from '@japa/runner'
import { feel } from './evaluating.js'

type Case = readonly [source: string, value: unknown]

const VARIABLES = {
  金额: 1500,
  level: 'county',
  '姓 名': '张三',
  ok: true,
  empty: null,
  numbers: [3, 1, 2],
  applicant: { name: '李四', age: 34, address: { town: '星沙街道' } },
  items: [
    { name: 'a', price: 5 },
    { name: 'b', price: 20 },
  ],
}

function table(title: string, cases: readonly Case[]): void {
  for (const [source, value] of cases) {
    test(`${title}: ${source} is ${JSON.stringify(value)}`, ({ assert }) => {
      assert.deepEqual(feel(source, VARIABLES), value)
    })
  }
}

test.group('FEEL expressions', () => {
  table('literals', [
    ['1', 1], ['-1.5', -1.5], ['.5', 0.5], ['1e3', 1000], ['"长沙"', '长沙'], ['"a\\"b\\n\\u4e2d"', 'a"b\n中'],
    ['true', true], ['null', null], ['[1, "a"]', [1, 'a']], ['{a: 1, "b c": 2}', { a: 1, 'b c': 2 }], ['// note\n1', 1],
  ])
  table('arithmetic', [
    ['1 + 2 * 3', 7], ['(1 + 2) * 3', 9], ['2 ** 3', 8], ['-(3)', -3], ['+3', 3], ['7 / 2', 3.5], ['1 / 0', null],
    ['"a" + "b"', 'ab'], ['1 + "a"', null], ['null + 1', null], ['(-8) ** 0.5', null],
  ])
  table('comparison', [
    ['金额 > 1000', true], ['金额 >= 1500 and level = "county"', true], ['level != "city"', true], ['"a" < "b"', true],
    ['empty = null', true], ['empty > 1', null], ['金额 between 1 and 2000', true], ['金额 in [1..1500)', false],
    ['level in ("city", "county")', true], ['金额 in (< 10, > 1000)', true], ['2 in numbers', true], ['1 = true', null],
    ['[1, 2] = [1, 2]', true], ['{a: 1} = {a: 1}', true], ['{a: 1} = {a: "1"}', false], ['true < false', null],
  ])
  table('three-valued logic', [
    ['true and null', null], ['false and null', false], ['null and false', false], ['true or null', true],
    ['null or true', true], ['false or null', null], ['not(null)', null], ['1 and true', null],
    ['empty != null and empty > 5', false],
  ])
  table('control', [
    ['if ok then 1 else 2', 1], ['if empty then 1 else 2', 2], ['for i in numbers return i * 2', [6, 2, 4]],
    ['for i in 1..3, j in 1..2 return i * j', [1, 2, 2, 4, 3, 6]], ['for i in 3..1 return i', [3, 2, 1]],
    ['for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]', [1, 1, 2, 3]], ['for i in 5 return i', null],
    ['for d in @"2026-02-27"..@"2026-03-01" return d', ['2026-02-27', '2026-02-28', '2026-03-01']],
    ['some i in numbers satisfies i > 2', true], ['every i in numbers satisfies i > 2', false],
    ['every i in [] satisfies false', true],
  ])
  table('paths and filters', [
    ['applicant.address.town', '星沙街道'], ['applicant.nothing.at all', null], ['items.price', [5, 20]],
    ['numbers[1]', 3], ['numbers[-1]', 2], ['numbers[0]', null], ['numbers[9]', null], ['items[price > 10].name', ['b']],
    ['numbers[item > 1]', [3, 2]], ['numbers[>= 2]', [3, 2]], ['numbers[[2..3]]', [3, 2]], ['items[name = "a"][1].price', 5],
    ['items[contains(name, "b")].name', ['b']], ['numbers[even(item)]', [2]], ['[1, null][item = null]', [null]], ['empty[1]', null],
  ])
  table('functions', [
    ['(function(a, b) a * b)(3, 4)', 12], ['{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r', 120],
    ['sort(numbers, function(a, b) a < b)', [1, 2, 3]], ['{add: function(x, y) x - y, r: add(y: 1, x: 5)}.r', 4],
    ['substring(string: "abc", start position: 2)', 'bc'],
  ])
  table('types', [
    ['1 instance of number', true], ['"1" instance of number', false], ['[1, 2] instance of list<number>', true],
    ['{a: 1} instance of context<a: string>', false], ['null instance of Any', false], ['@"P1D" instance of days and time duration', true],
  ])
  table('names', [
    ['姓 名', '张三'], ['`姓 名`', '张三'], ['applicant.name + level', '李四county'], ['{a: 1, b: a + 1, c: {d: b}}.c.d', 2],
    ['{count: 7, r: count}.r', 7], ['count(numbers)', 3],
  ])
})

test.group('FEEL sources that are refused', () => {
  const refusals: readonly (readonly [source: string, code: string])[] = [
    ['', 'FEEL_SYNTAX'], ['1 +', 'FEEL_SYNTAX'], ['(1', 'FEEL_SYNTAX'], ['a == 1', 'FEEL_SYNTAX'], ['a && b', 'FEEL_SYNTAX'],
    ["a = 'x'", 'FEEL_SYNTAX'], ['金额 ＞ 5', 'FEEL_SYNTAX'], ['金额 = “大”', 'FEEL_SYNTAX'], ['nofunction(1)', 'FEEL_UNKNOWN_FUNCTION'],
    ['count(1, 2)', 'FEEL_ARGUMENTS'], ['count(lits: [])', 'FEEL_ARGUMENTS'], ['date("2026-02-30")', 'FEEL_INVALID_TEMPORAL'],
    ['x instance of money', 'FEEL_UNKNOWN_TYPE'], ['function() external {java: {class: "X"}}', 'FEEL_EXTERNAL_FUNCTION'],
    ['{__proto__: 1}', 'EXPRESSION_FORBIDDEN_KEY'],
  ]
  for (const [source, code] of refusals) {
    test(`${source} is refused as ${code}`, ({ assert }) => {
      assert.equal(feel(source), `!${code}`)
    })
  }
})
