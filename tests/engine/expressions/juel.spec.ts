import { test } from '@japa/runner'
import { compileJuel } from '#engine/expressions/compile_juel'
import { errorOf, evaluated } from './evaluating.js'

const VARIABLES = { n: 4, text: '4', yes: true, none: null, list: ['a', 'b'], map: { k: { v: 1 }, 'a b': 2 }, nrOfInstances: 5, nrOfCompletedInstances: 3 }

const VALUES: readonly (readonly [source: string, value: unknown])[] = [
  ['${n}', 4], ['#{n}', 4], ['${ n }', 4], ['${1 + 2 * 3}', 7], ['${7 div 2}', 3.5], ['${7 mod 2}', 1], ['${-n}', -4], ['${(1 + 2) * 3}', 9],
  ['${nrOfCompletedInstances/nrOfInstances >= 0.6 }', true], ['${n == 4}', true], ['${text == 4}', true], ['${4 eq text}', true],
  ['${none == null}', true], ['${none == 0}', false], ['${missing == null}', true], ['${none < 1}', false], ['${none <= none}', true],
  ["${'b' > 'a'}", true], ["${\"b\" ne 'a'}", true], ['${yes && n > 3}', true], ['${not yes || n lt 3}', false], ['${!missing}', true],
  ['${empty none}', true], ['${empty list}', false], ["${n > 3 ? 'big' : 'small'}", 'big'], ['${list[1]}', 'b'], ['${list[9]}', null],
  ['${list.length}', 2], ['${map.k.v}', 1], ["${map['a b']}", 2], ['${map.none.v}', null], ['${none.x}', null], ['${n + text}', 8],
  ['${none + 1}', 1], ['第 ${n} 次，${missing}${yes}', '第 4 次，true'], ['\\${n}', '${n}'], ["${'}'}", '}'], ['no expression', 'no expression'],
  ["${'it\\'s'}", "it's"], ['${map}', { k: { v: 1 }, 'a b': 2 }],
]

const ERRORS: readonly (readonly [source: string, code: string])[] = [
  ["${'abc' == 1}", 'JUEL_NOT_A_NUMBER'], ['${list + 1}', 'JUEL_NOT_A_NUMBER'], ['${n && yes}', 'JUEL_NOT_A_BOOLEAN'],
  ['${n / 0}', 'JUEL_DIVISION_BY_ZERO'], ['${n.x}', 'JUEL_NO_PROPERTY'], ['${map < list}', 'JUEL_NOT_COMPARABLE'],
]

const REFUSALS: readonly (readonly [source: string, code: string])[] = [
  ['${bean.method()}', 'JUEL_METHOD_CALL'], ['${f(1)}', 'JUEL_METHOD_CALL'], ['${"".getClass().forName("x")}', 'JUEL_METHOD_CALL'],
  ["${x.constructor.constructor('return process')().exit()}", 'JUEL_METHOD_CALL'], ['${}', 'JUEL_SYNTAX'], ['${n', 'JUEL_SYNTAX'],
  ['${n n}', 'JUEL_SYNTAX'], ['${n = 1}', 'JUEL_SYNTAX'], ['${n +}', 'JUEL_SYNTAX'], ['${a; b}', 'JUEL_SYNTAX'], ['${n.1}', 'JUEL_SYNTAX'],
]

test.group('JUEL', () => {
  for (const [source, value] of VALUES) {
    test(`${source} is ${JSON.stringify(value)}`, ({ assert }) => {
      assert.deepInclude(evaluated(compileJuel(source), VARIABLES), { ok: true, value })
    })
  }

  for (const [source, code] of ERRORS) {
    test(`${source} ends as ${code}`, ({ assert }) => {
      assert.equal(errorOf(evaluated(compileJuel(source), VARIABLES))?.code, code)
    })
  }

  for (const [source, code] of REFUSALS) {
    test(`${source} is refused as ${code}`, ({ assert }) => {
      assert.equal(errorOf(compileJuel(source))?.code, code)
    })
  }

  test('a refused call names the way out and the place', ({ assert }) => {
    const compiled = compileJuel('x ${bean.method()}')
    assert.isFalse(compiled.ok)
    if (!compiled.ok) {
      assert.match(compiled.error.message, /FEEL.*外部任务/)
      assert.equal(compiled.error.position, 15)
    }
  })

  test('an unset name is null and reported once', ({ assert }) => {
    assert.deepEqual(evaluated(compileJuel('${gone} ${gone} ${also}')), { ok: true, value: '  ', unsetNames: ['gone', 'also'] })
  })
})
