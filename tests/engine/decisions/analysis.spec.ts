import { test } from '@japa/runner'
import { compileDmn } from '#engine/compile/compile_dmn'
import { dmn, table, type TableText } from './dmn.js'

const ONE = { inputs: ['n|n|number'], outputs: ['x'] }
const TWO = { inputs: ['类别|kind|string', '面积|area|number'], outputs: ['x'] }

const CASES: readonly (readonly [title: string, table: TableText, warnings: readonly RegExp[]])[] = [
  ['ranges that meet leave nothing', { ...ONE, rules: [['< 5', '1'], ['[5..10)', '2'], ['>= 10', '3']] }, []],
  ['a value between two ranges is missing', { ...ONE, rules: [['< 5', '1'], ['> 5', '2']] }, [/没有规则覆盖：“n”为 5。/]],
  ['a stretch is missing', { ...ONE, rules: [['<= 5', '1'], ['>= 10', '2']] }, [/“n”为 大于 5 且小于 10/]],
  ['whole numbers have nothing between 9 and 10', { inputs: ['n|n|integer'], outputs: ['x'], rules: [['<= 9', '1'], ['>= 10', '2']] }, []],
  ['days have nothing between one and the next', { inputs: ['d|d|date'], outputs: ['x'], rules: [['<= date("2026-03-01")', '1'], ['>= date("2026-03-02")', '2']] }, []],
  ['a day is missing', { inputs: ['d|d|date'], outputs: ['x'], rules: [['<= date("2026-03-01")', '1'], ['>= date("2026-03-03")', '2']] }, [/大于 2026-03-01 且小于 2026-03-03/]],
  ['allowed values bound the line', { inputs: ['n|n|number|[0..10]'], outputs: ['x'], rules: [['[0..5)', '1'], ['(5..10]', '2']] }, [/“n”为 5。/]],
  ['an allowed value without a rule', { inputs: ['k|k|string|"a","b","c"'], outputs: ['x'], rules: [['"a"', '1'], ['"b"', '2']] }, [/“k”为 “c”/]],
  ['one truth is missing', { inputs: ['b|b|boolean'], outputs: ['x'], rules: [['true', '1']] }, [/“b”为 否/]],
  ['a combination of two columns is missing', { ...TWO, rules: [['"餐饮"', '< 100', '1'], ['"餐饮"', '>= 100', '2'], ['"零售"', '< 100', '3']] }, [/“类别”为 “零售”，“面积”为 100或大于 100/]],
  ['a default output closes every gap', { ...ONE, outputs: ['x|number||0'], rules: [['< 5', '1']] }, []],
  ['lists of hits have no gaps', { ...ONE, hitPolicy: 'COLLECT', rules: [['< 5', '1']] }, []],
  ['two rules of a unique table overlap', { ...ONE, rules: [['<= 5', '1'], ['>= 5', '2']] }, [/第 1、2 条规则会同时命中/]],
  ['rules that differ in another column do not overlap', { ...TWO, rules: [['"a"', '-', '1'], ['"b"', '-', '2']] }, []],
  ['not(…) and its values overlap nowhere', { inputs: ['k|k|string'], outputs: ['x'], rules: [['"a","b"', '1'], ['not("a","b")', '2']] }, []],
  ['an overlap of ANY counts when the outputs differ', { ...ONE, hitPolicy: 'ANY', rules: [['-', '1'], ['> 5', '1'], ['> 7', '2']] }, [/第 1、3 条规则会同时命中而输出不同/, /第 2、3 条/]],
  ['a later rule of FIRST never has its turn', { ...ONE, hitPolicy: 'FIRST', rules: [['> 5', '1'], ['> 7', '2'], ['-', '3']] }, [/第 2 条规则永远轮不到：第 1 条规则/]],
  ['a rule for every text has its turn after one that names some', { inputs: ['k|k|string'], outputs: ['x'], hitPolicy: 'FIRST', rules: [['"a","b"', '1'], ['-', '2']] }, []],
  ['not(…) has its turn after a rule for other texts', { inputs: ['k|k|string'], outputs: ['x|number||0'], hitPolicy: 'FIRST', rules: [['"a"', '1'], ['not("b")', '2']] }, []],
  ['where the column says its values, naming them all takes all', { inputs: ['k|k|string|"a","b"'], outputs: ['x'], hitPolicy: 'FIRST', rules: [['"a","b"', '1'], ['-', '2']] }, [/第 2 条规则永远轮不到/]],
  ['a cell that is more than constants is left alone', { ...ONE, rules: [['> limit', '1'], ['> 5', '2']] }, []],
]

test.group('what a decision table leaves open or says twice', () => {
  for (const [title, text, warnings] of CASES) {
    test(title, async ({ assert }) => {
      const { diagnostics } = await compileDmn(dmn(table(text)))
      assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), [])
      assert.lengthOf(diagnostics, warnings.length, diagnostics.map(({ message }) => message).join('\n'))
      for (const [i, words] of warnings.entries()) assert.match(diagnostics[i]!.message, words)
    })
  }

  test('a table of thousands is neither searched nor silent about its rules', async ({ assert }) => {
    const rules = Array.from({ length: 1_500 }, (_, i) => [`${i}`, `[${i}..${i + 1}]`, `${i}`])
    const { decisions } = await compileDmn(dmn(table({ inputs: ['a|a|number', 'b|b|number'], outputs: ['x'], rules })))
    assert.deepInclude(decisions[0]?.evaluate((name) => ({ a: 700, b: 700.5 })[name], 0), { ok: true, value: 700 })
  })
})
