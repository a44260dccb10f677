import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { breakLines } from '#forms/documents/layout/break_lines'
import type { TextStyle } from '#forms/documents/layout/break_lines'
import { mayBreakBetween } from '#forms/documents/layout/break_rules'
import { SQUARE_METRICS } from '../fixtures/square_metrics.js'

const SIZE = 10
const STYLE: TextStyle = { face: 'song', size: SIZE, align: 'left', indent: 0 }

function linesOf(text: string, characters: number, style: Partial<TextStyle> = {}): string[] {
  const lines = breakLines([{ text }], { ...STYLE, ...style }, characters * SIZE, SQUARE_METRICS, new Set())
  return lines.map((line) => line.runs.map((run) => run.text).join(''))
}

test.group('break_lines', () => {
  test('{title}')
    .with([
      { title: 'fills each line', text: '一二三四五六七', width: 3, lines: ['一二三', '四五六', '七'] },
      { title: 'lets a closing mark hang over the edge by its blank half', text: '一二三，四五', width: 3.5, lines: ['一二三，', '四五'] },
      { title: 'lets no closing mark begin a line', text: '一二三，四五', width: 3, lines: ['一二', '三，四', '五'] },
      { title: 'lets no two closing marks begin a line', text: '一二三》。四', width: 3, lines: ['一二', '三》。', '四'] },
      { title: 'lets no opening mark end a line', text: '一二（三四）', width: 3, lines: ['一二', '（三', '四）'] },
      { title: 'keeps the ellipsis in one piece', text: '一二……三', width: 3, lines: ['一', '二……', '三'] },
      { title: 'keeps a dash in one piece', text: '一二三——四', width: 4, lines: ['一二', '三——四'] },
      { title: 'keeps a number in one piece', text: '面积128.50平方', width: 4, lines: ['面积', '128.50平', '方'] },
      { title: 'keeps a number and its unit together', text: '一面积12㎡整', width: 4, lines: ['一面积', '12㎡整'] },
      { title: 'keeps a document number together behind its bracket', text: '长食〔2026〕12号', width: 5, lines: ['长食', '〔2026〕12', '号'] },
      { title: 'breaks between words at the space, which vanishes', text: 'abcd efgh', width: 2.5, lines: ['abcd', 'efgh'] },
      { title: 'breaks a word longer than a line at its joints', text: 'https://a.example/abcdefgh', width: 7, lines: ['https://a.', 'example/', 'abcdefgh'] },
      { title: 'breaks an endless word anywhere', text: 'x'.repeat(25), width: 5, lines: ['x'.repeat(10), 'x'.repeat(10), 'x'.repeat(5)] },
      { title: 'obeys a line feed', text: '一\n\n二', width: 9, lines: ['一', '', '二'] },
    ])
    .run(({ assert }, row) => {
      assert.deepEqual(linesOf(row.text, row.width), row.lines)
    })

  test('indents the first line by two characters only', ({ assert }) => {
    const lines = breakLines([{ text: '一二三四五六七八' }], { ...STYLE, indent: 2 }, 50, SQUARE_METRICS, new Set())
    assert.deepEqual(lines.map((line) => line.runs[0]?.x), [20, 0])
    assert.deepEqual(lines.map((line) => line.runs[0]?.text), ['一二三', '四五六七八'])
  })

  test('justified lines end at the right edge, the last one does not', ({ assert }) => {
    const lines = breakLines([{ text: '一二三四五六，七八九十' }], { ...STYLE, align: 'justify' }, 68, SQUARE_METRICS, new Set())
    assert.lengthOf(lines, 2)
    assert.closeTo(lines[0]?.width ?? 0, 68, 0.001)
    assert.isBelow(lines[1]?.width ?? 0, 68)
  })

  test('a line that would be torn apart is left ragged instead', ({ assert }) => {
    const [first] = breakLines([{ text: '一二abcdefghijklm三' }], { ...STYLE, align: 'justify' }, 65, SQUARE_METRICS, new Set())
    assert.equal(first?.width, 20)
  })

  test('two marks in a row share the room of one and a half', ({ assert }) => {
    const [line] = breakLines([{ text: '一》（二' }], STYLE, 100, SQUARE_METRICS, new Set())
    assert.equal(line?.width, 35)
  })

  test('a character of no face is printed as its code point and reported', ({ assert }) => {
    const missing = new Set<string>()
    const [line] = breakLines([{ text: '一〓二' }], STYLE, 1000, SQUARE_METRICS, missing)
    assert.equal(line?.runs.map((run) => run.text).join(''), '一〔U+3013〕二')
    assert.deepEqual([...missing], ['〓'])
  })

  test('whatever the text: nothing is lost, nothing passes the edge, marks stand where they may', ({ assert }) => {
    const piece = fc.constantFrom('字', '县', '，', '。', '（', '）', '《', '》', '“', '”', 'ab', '12.5', '%', '…', '—', ' ', '〔', '〕', '㎡')
    const justify = fc.constantFrom<TextStyle['align']>('left', 'justify', 'right', 'center')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 5, max: 30 }), justify, (pieces, width, align) => {
        const text = pieces.join('')
        const lines = breakLines([{ text }], { ...STYLE, align }, width * SIZE, SQUARE_METRICS, new Set())
        const printed = lines.map((line) => line.runs.map((run) => run.text).join(''))
        assert.equal(printed.join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
        for (const line of lines) {
          const right = Math.max(0, ...line.runs.map((run) => run.x + run.width))
          // The blank half of a squeezed mark may reach over the edge, its ink does not.
          assert.isAtMost(right, width * SIZE + SIZE / 2 + 0.01)
        }
        printed.slice(1).forEach((line, index) => {
          const before = [...(printed[index] ?? '')].at(-1)
          const after = [...line][0]
          const isTight = [...text].length > 0 && longestUnbroken(text) > width
          if (before && after && !isTight) assert.isTrue(mayBreakBetween(before, after) || /\s/.test(text), `${before}|${after}`)
        })
      }),
      { numRuns: 300 },
    )
  })
})

/** Width in characters of the widest piece that may not be broken. */
function longestUnbroken(text: string): number {
  let longest = 0
  let open = 0
  const characters = [...text]
  characters.forEach((character, index) => {
    const width = (character.codePointAt(0) as number) < 0x2000 ? 0.5 : 1
    const isJoined = index > 0 && !mayBreakBetween(characters[index - 1] as string, character)
    open = isJoined ? open + width : width
    longest = Math.max(longest, open)
  })
  return longest
}
