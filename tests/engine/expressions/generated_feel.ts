import * as fc from 'fast-check'

/** What the generated expressions may read. */
export const GENERATED_VARIABLES: Record<string, unknown> = {
  n1: 3,
  n2: -2.5,
  zero: 0,
  s1: '长沙县',
  s2: 'county',
  b1: true,
  b2: false,
  nothing: null,
  ns: [3, 1, 2, 3],
  ss: ['b', 'a', '星沙', 'b'],
  c1: { a: 7, t: 'x', deep: { a: 1 } },
  cs: [
    { k: 1, w: 'one' },
    { k: 5, w: 'five' },
    { k: 5, w: 'again' },
  ],
}

type Source = fc.Arbitrary<string>

/** What is generated: FEEL source of a type, or (`loose`, `any`) of one or the other. */
type Generated = Record<
  'number' | 'text' | 'boolean' | 'numbers' | 'texts' | 'context' | 'contexts' | 'date' | 'duration' | 'loose' | 'any',
  string
>

const one = (...sources: string[]): Source => fc.constantFrom(...sources)
const call = (name: string, ...args: Source[]): Source => fc.tuple(...args).map((written) => `${name}(${written.join(', ')})`)
const infix = (left: Source, operators: readonly string[], right: Source): Source =>
  fc.tuple(left, fc.constantFrom(...operators), right).map(([a, operator, b]) => `(${a} ${operator} ${b})`)
const template = (parts: readonly string[], ...holes: Source[]): Source =>
  fc.tuple(...holes).map((written) => parts.map((part, i) => part + (written[i] ?? '')).join(''))

const number = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -40, max: 40 }).map((n) => n / 4)).map(String)
const text = fc.constantFrom('""', '"a"', '"b"', '"县"', '"county"', '"a\\nb"', '"\\"q\\""', '"A b"', '"12"', '"3.5"')
const date = fc.constantFrom('date("2026-02-28")', 'date("2024-02-29")', '@"2025-12-31"', 'date(2026, 3, 1)')
const duration = fc.constantFrom('duration("P1D")', 'duration("PT36H")', '@"P1M"', 'duration("P1Y2M")', '@"-P3D"')
/** Lists without null: feelin drops a null element even when the test of a filter is true for it. */
const cleanNumbers = one('ns', '[]', '[1]', '[1, 2, 3]', 'cs.k')
const pattern = fc.constantFrom('"a"', '"[a-c]"', '"o+"', '"^c"', '"\\\\d"', '"(x)|(y)"', '"n"')

/** Expressions of each type, and boolean ones over all of them; `loose` may stand where another type is expected. */
export const generated = fc.letrec<Generated>((tie) => {
  const n = tie('number')
  const t = tie('text')
  const b = tie('boolean')
  const ns = tie('numbers')
  const ts = tie('texts')
  const c = tie('context')
  const cs = tie('contexts')
  const d = tie('date')
  const p = tie('duration')
  const loose = tie('loose')
  const either = (right: Source, wrong: Source): Source => fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })
  const mostly = (right: Source): Source => either(right, loose)
  /** No dates here: two of them make a duration, and arithmetic on those goes further than feelin's. */
  const mostlyNumber = either(n, fc.oneof(t, b, ns, c, one('null', 'unknown')))
  const shallow = { depthSize: 'small', maxDepth: 5, withCrossShrink: true } as const

  return {
    number: fc.oneof(
      shallow,
      number,
      one('n1', 'n2', 'zero', 'c1.a', 'c1.deep.a', 'ns[1]', 'ns[-1]', 'cs[1].k'),
      infix(mostlyNumber, ['+', '-'], mostlyNumber),
      infix(mostlyNumber, ['**'], one('2', '3', 'null')),
      infix(n, ['*', '/'], n),
      template(['-(', ')'], number),
      template(['(if ', ' then ', ' else ', ')'], b, n, n),
      call('count', fc.oneof(ns, ts, cs)),
      fc.tuple(one('min', 'max'), ns).map(([name, list]) => `${name}(${list})`),
      fc.tuple(one('sum', 'mean', 'product'), mostly(ns)).map(([name, list]) => `${name}(${list})`),
      call('exp', number),
      fc.tuple(one('abs', 'sqrt', 'floor', 'ceiling', 'log'), mostlyNumber).map(([name, value]) => `${name}(${value})`),
      fc
        .tuple(one('decimal', 'floor', 'ceiling', 'round up', 'round down', 'round half up', 'round half down'), mostlyNumber, one('0', '1', '2'))
        .map(([name, value, scale]) => `${name}(${value}, ${scale})`),
      call('modulo', mostlyNumber, mostlyNumber),
      call('string length', mostly(t)),
      call('number', one('"12"', '"3.5"', '"x"', '"1,000"'), one('","', 'null'), one('"."', 'null')),
      template(['(', ').a'], c),
      fc.tuple(d, one('year', 'month', 'day', 'weekday')).map(([value, name]) => `(${value}).${name}`),
      fc.tuple(p, one('days', 'hours', 'years', 'months')).map(([value, name]) => `(${value}).${name}`),
      template(['(function(x, y) x + y)(', ', ', ')'], n, n),
      template(['{a: ', ', r: a * 2}.r'], n),
    ),
    text: fc.oneof(
      shallow,
      text,
      one('s1', 's2', 'c1.t', 'ss[1]', 'cs[2].w'),
      infix(mostly(t), ['+'], mostly(t)),
      template(['(if ', ' then ', ' else ', ')'], b, t, t),
      fc.tuple(one('upper case', 'lower case'), mostly(t)).map(([name, value]) => `${name}(${value})`),
      fc.tuple(one('substring before', 'substring after'), mostly(t), mostly(t)).map(([name, a, m]) => `${name}(${a}, ${m})`),
      call('substring', mostly(t), one('1', '2', '-1', '4')),
      call('substring', mostly(t), one('1', '2', '-2'), one('1', '2')),
      call('string', fc.oneof(n, t, b, ns, ts, c, d, p)),
      call('string join', mostly(ts), text),
      call('string join', ts),
      call('replace', mostly(t), pattern, one('"_"', '"[$0]"', '""')),
      fc.tuple(one('day of week', 'month of year'), d).map(([name, value]) => `${name}(${value})`),
    ),
    boolean: fc.oneof(
      shallow,
      one('true', 'false', 'b1', 'b2', 'nothing', 'null'),
      infix(mostly(b), ['and', 'or'], mostly(b)),
      call('not', mostly(b)),
      infix(fc.oneof(n, one('nothing')), ['<', '<=', '>', '>=', '=', '!='], fc.oneof(n, one('null'))),
      infix(fc.oneof(t, one('nothing')), ['<', '<=', '>', '>=', '=', '!='], fc.oneof(t, one('null'))),
      infix(d, ['<', '<=', '>', '>=', '=', '!='], d),
      infix(p, ['<', '>', '=', '!='], p),
      infix(fc.oneof(ns, ts, c, b), ['=', '!='], fc.oneof(ns, ts, c, b, one('null'))),
      template(['(', ' between ', ' and ', ')'], n, n, n),
      template(['(', ' in [', '..', '])'], n, n, n),
      template(['(', ' in (', '..', '))'], d, d, d),
      template(['(', ' in (', ', > ', '))'], n, n, n),
      infix(n, ['in'], ns),
      infix(t, ['in'], ts),
      template(['(some x in ', ' satisfies x > ', ')'], ns, n),
      template(['(every x in ', ', y in ', ' satisfies x <= y)'], ns, ns),
      fc.tuple(one('contains', 'starts with', 'ends with'), mostly(t), mostly(t)).map(([name, a, m]) => `${name}(${a}, ${m})`),
      call('matches', mostly(t), pattern),
      call('list contains', ns, n),
      call('list contains', ts, t),
      fc.tuple(one('all', 'any'), b, b).map(([name, x, y]) => `${name}([${x}, ${y}])`),
      fc.tuple(one('odd', 'even'), mostlyNumber).map(([name, value]) => `${name}(${value})`),
      fc.tuple(one('before', 'after'), number, number).map(([name, x, y]) => `${name}([${x}..${y}], ${y})`),
      fc.tuple(one('overlaps', 'meets', 'met by'), number, number, number).map(([name, x, y, z]) => `${name}([${x}..${y}], [${y}..${z}])`),
      template(['includes([', '..', '], ', ')'], number, number, n),
      fc.tuple(loose, one('number', 'string', 'boolean', 'list<number>', 'context', 'date', 'Any', 'days and time duration'))
        .map(([value, type]) => `(${value} instance of ${type})`),
      call('is', d, d),
    ),
    numbers: fc.oneof(
      shallow,
      one('ns', '[]', '[1]', '[1, 2, 3]', 'cs.k', 'ns[item > 1]'),
      template(['[', ', ', ']'], n, n),
      template(['(for i in ', ' return i + ', ')'], ns, n),
      template(['(for i in 1..4 return i * ', ')'], n),
      template(['(for i in ', ', j in ', ' return i - j)'], ns, ns),
      template(['(', ')[item >= ', ']'], cleanNumbers, n),
      template(['(', ')[> ', ']'], cleanNumbers, n),
      template(['(', ')[[', '..', ']]'], cleanNumbers, number, number),
      call('append', ns, n),
      call('concatenate', ns, ns),
      call('insert before', ns, one('1', '2', '9'), n),
      call('remove', ns, one('1', '2')),
      call('sublist', ns, one('1', '2', '-1')),
      call('sublist', ns, one('1', '2'), one('0', '1', '2')),
      call('index of', ns, n),
      call('union', ns, ns),
      fc.tuple(one('reverse', 'distinct values'), ns).map(([name, list]) => `${name}(${list})`),
      template(['flatten([', ', [', ']])'], ns, ns),
      call('sort', ns, one('function(x, y) x < y', 'function(x, y) x > y')),
      call('list replace', ns, one('1', '2', 'function(x, y) x > 1'), n),
    ),
    texts: fc.oneof(
      shallow,
      one('ss', 'cs.w', '["b"]', '["x", "y"]'),
      template(['[', ', ', ']'], t, t),
      template(['(for x in ', ' return x + ', ')'], ts, t),
      template(['(', ')[item = ', ']'], one('ss', 'cs.w', '["x", "y"]'), t),
      call('split', mostly(t), one('"a"', '"[a-c]"', '"o+"', '""', '", "')),
      call('distinct values', ts),
      call('sort', ts, one('function(x, y) x < y')),
      call('append', ts, t),
    ),
    context: fc.oneof(
      shallow,
      one('c1', 'c1.deep', '{}', 'cs[1]'),
      template(['{a: ', ', "b c": ', '}'], n, t),
      template(['{a: ', ', b: a + ', '}'], n, n),
      call('context put', c, one('"a"', '"z"').map((key) => `[${key}]`), n),
      call('context merge', c.chain((x) => c.map((y) => `[${x}, ${y}]`))),
      template(['context([{key: "a", value: ', '}])'], n),
    ),
    contexts: fc.oneof(
      shallow,
      one('cs', 'cs[k > 1]', 'cs[w = "five"]', 'cs[item.k != 5]'),
      template(['cs[k >= ', ']'], n),
      template(['[', ', ', ']'], c, c),
      call('get entries', c),
    ),
    date: fc.oneof(shallow, date, infix(d, ['+', '-'], one('duration("P1D")', '@"P1M"', '@"P1Y2M"')), template(['(if ', ' then ', ' else ', ')'], b, d, d)),
    duration: fc.oneof(
      shallow,
      duration,
      infix(d, ['-'], d),
      infix(p, ['+', '-'], p),
      call('abs', p),
    ),
    loose: fc.oneof(shallow, n, t, b, ns, c, d, p, one('null', 'nothing', 'unknown')),
    any: fc.oneof({ weight: 3, arbitrary: b }, n, t, ns, ts, c, cs, d, p),
  }
}).any
