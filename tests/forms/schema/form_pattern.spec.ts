import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { compilePattern, isPattern } from '#forms/schema/form_pattern'

/** Patterns as they stand in real forms. */
const PATTERNS = ['^1[3-9]\\d{9}$', '^[\\u4e00-\\u9fa5]{2,4}$', '^\\d{17}[\\dXx]$', '^[^\\s]+$', '\\s', '\\S', '^\\S+$', '[\\s,]+', '^C-[0-9]+$', 'a+b', '^(?:a|b)*$', '^\\w+@\\w+\\.cn$', '^[A-Z]{3}-\\d{1,4}$', '^\\/a\\/$', '^[\\w\\-.]+$', '^.{2,5}$', '(^x|y$)', '\\bword\\b', '^[^\\u0000-\\u007f]*$', '^(?<year>\\d{4})']

/** Texts of which some pattern holds, or nearly. */
const LIKELY = ['13800138000', '1380013800', '汉字', '汉字汉字汉', '43012119900101123X', 'C-123', 'C-', 'aab', 'abab', 'abc', 'a@b.cn', 'ABC-12', 'ABC-12345', '/a/', 'a-b.c', 'x1', '1y', 'a word', 'swords', '2026年', '\u3000', ' ', '']

test.group('patterns in linear time', () => {
  for (const source of PATTERNS) {
    test(`${source} finds what RegExp finds`, ({ assert }) => {
      const compiled = compilePattern(source)
      if (!isPattern(compiled)) throw new Error(compiled.problem)
      const made = fc.constantFrom(...LIKELY)
      const other = fc.oneof(fc.string({ unit: fc.constantFrom(...'aAbxyZ09-_.@/ \t,汉字\u3000\u00a0'), maxLength: 20 }), fc.string())
      fc.assert(fc.property(fc.oneof(made, other), (text) => assert.equal(compiled.test(text), new RegExp(source).test(text), JSON.stringify(text))), { numRuns: 150, seed: 5 })
    })
  }

  test('look-around, back-references and very long patterns are refused with a reason', ({ assert }) => {
    for (const source of ['(?=a)', '(?<!a)b', '(a)\\1', 'a'.repeat(1_001), '(', '[z-a]']) assert.property(compilePattern(source), 'problem')
  })

  test('an exponential pattern is answered', ({ assert }) => {
    const compiled = compilePattern('^(a+)+$')
    assert.isFalse(isPattern(compiled) && compiled.test(`${'a'.repeat(10_000)}!`))
  }).timeout(10_000)
})
