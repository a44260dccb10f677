import { test } from '@japa/runner'
import fc from 'fast-check'
import { encodeText, inCharset } from '#adapters/government/field_format/charset'
import { code } from '#adapters/government/field_format/code'
import { fillFields, optional, records, required, requiredIf } from '#adapters/government/field_format/field'
import type { Format, FormatContext, Formatted } from '#adapters/government/field_format/formatted'
import { count, creditCode, degrees, identifier, personal, phone, text } from '#adapters/government/field_format/text'
import { time, timeText, type TimePattern } from '#adapters/government/field_format/time'

const PLAIN: FormatContext = { codes: {}, charset: 'UTF-8', rareCharacters: 'refuse' }
const AT_MS = Date.UTC(2026, 0, 5, 16, 7, 9)

test.group('field format | one value', () => {
  const table: [string, Format, unknown, Formatted][] = [
    ['a limit counts hanzi, letters and rare hanzi one each', text(4), '长a𠮷沙', { ok: true, value: '长a𠮷沙' }],
    ['over-long is refused with both lengths', text(4), '长沙县政府', { ok: false, reason: '超过 4 个字（现有 5 个）' }],
    ['what no screen shows is left out', text(4), '长\u0000沙\u001b', { ok: true, value: '长沙' }],
    ['half a character is refused', text(9), '长\ud842', { ok: false, reason: '含有对方字符集（UTF-8）没有的字“\ud842”' }],
    ['line breaks stay in long texts and are blanks in short ones', text(101), ' 一\r\n二\t三 ', { ok: true, value: '一\n二 三' }],
    ['a short text is one line', text(100), '一\n二', { ok: true, value: '一 二' }],
    ['the number of an identity card in a text is masked', text(99), '张某430121199001011234来电；编号4301210012026112200000101', { ok: true, value: '张某430121********1234来电；编号4301210012026112200000101' }],
    ['in a personal field it stands as it is', personal(18), '43012119900101123X', { ok: true, value: '43012119900101123X' }],
    ['a number by which machines know something', identifier(9), ' 4301-01 ', { ok: true, value: '4301-01' }],
    ['is never cut', identifier(3), '4301', { ok: false, reason: '超过 3 个字（现有 4 个）' }],
    ['holds no hanzi', identifier(9), '示例1', { ok: false, reason: '只能有字母、数字和符号' }],
    ['a credit code', creditCode, '11430121MB1K234567', { ok: true, value: '11430121MB1K234567' }],
    ['a credit code with an O', creditCode, '11430121MBOK234567', { ok: false, reason: '不是 18 位统一社会信用代码' }],
    ['a mobile number with blanks', phone, '138 0000 0001', { ok: true, value: '13800000001' }],
    ['a landline without its hyphen', phone, '073184000000', { ok: true, value: '0731-84000000' }],
    ['no phone number', phone, '无', { ok: false, reason: '不是 11 位手机号，也不是“区号-固定电话”' }],
    ['a count', count(1, 99), 2, { ok: true, value: '2' }],
    ['a count beyond its places', count(1, 99), 100, { ok: false, reason: '应为 1 至 99 的整数' }],
    ['half a count', count(1, 99), 1.5, { ok: false, reason: '应为 1 至 99 的整数' }],
    ['degrees to six places', degrees(111.8, 114.3), 113.08012345678, { ok: true, value: '113.080123' }],
    ['latitude and longitude changed over', degrees(27.8, 28.7), 113.08, { ok: false, reason: '应在 27.8 至 28.7 度之间' }],
    ['no instant', time('YYYYMMDDhhmmss'), '2026', { ok: false, reason: '不是有效的时间' }],
    ['a code', code('办件类型', { promised: '2' }), 'promised', { ok: true, value: '2' }],
    ['a code without a counterpart', code('办件类型', { promised: '2' }), 'toString', { ok: false, reason: '的值在代码表 办件类型 中没有对应的代码，请在对接目标的代码表中补上' }],
    ['a code that the document has "other" for', code('办件类型', { promised: '2' }, '9'), 'unheard of', { ok: true, value: '9' }],
  ]
  for (const [title, format, value, expected] of table) test(title, ({ assert }) => assert.deepEqual(format(value, PLAIN), expected))

  const patterns: [TimePattern, string][] = [
    ['YYYYMMDDThhmmss', '20260106T000709'], ['YYYYMMDDhhmmss', '20260106000709'], ['YYYYMMDDhh:mm:ss', '2026010600:07:09'],
    ['YYYY-MM-DD hh:mm:ss', '2026-01-06 00:07:09'], ['YYYY-MM-DDThh:mm:ss+08:00', '2026-01-06T00:07:09+08:00'], ['YYYYMMDD', '20260106'], ['YYYY-MM-DD', '2026-01-06'],
  ]
  for (const [pattern, expected] of patterns) test(`an instant as ${pattern}, by the clock of Changsha`, ({ assert }) => assert.equal(timeText(AT_MS, pattern), expected))

  test("the target's own table goes before the document's", ({ assert }) => {
    assert.deepEqual(code('t', { a: '1', b: '2' })('a', { ...PLAIN, codes: { t: { a: '91' } } }), { ok: true, value: '91' })
    assert.deepEqual(code('t', { a: '1', b: '2' })('b', { ...PLAIN, codes: { t: { a: '91' } } }), { ok: true, value: '2' })
  })
})

test.group('field format | charset', () => {
  test('GB 2312 and GBK have the common hanzi, not the rare ones, and GB 18030 has all', ({ assert }) => {
    const rare = '张䶮、王𠮷、李镕基'
    assert.deepEqual(inCharset('㮾梨街道、李镕基', { charset: 'GBK', rareCharacters: 'substitute' }), { text: '{U+3BBE}梨街道、李镕基' })
    assert.deepEqual(inCharset(rare, { charset: 'GB2312', rareCharacters: 'refuse' }), { missing: ['䶮', '𠮷', '镕'] })
    assert.deepEqual(inCharset(rare, { charset: 'GB2312', rareCharacters: 'substitute' }), { text: '张{U+4DAE}、王{U+20BB7}、李{U+9555}基' })
    assert.deepEqual(inCharset(rare, { charset: 'GB18030', rareCharacters: 'refuse' }), { text: rare })
  })

  test('whatever passes the check comes back from the bytes', ({ assert }) => {
    const decoderOf = (charset: string) => new TextDecoder(charset, { ignoreBOM: true })
    const decoder = { 'UTF-8': decoderOf('utf-8'), GB18030: decoderOf('gb18030'), GBK: decoderOf('gbk'), GB2312: decoderOf('gb2312') }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('UTF-8', 'GB18030', 'GBK', 'GB2312'), (any, charset) => {
      const checked = inCharset(any, { charset, rareCharacters: 'substitute' })
      if ('text' in checked) assert.equal(decoder[charset].decode(encodeText(checked.text, charset)), checked.text)
    }), { numRuns: 200 })
  })
})

test.group('field format | a data set', () => {
  interface Source { number: string | null; materials: { name: string | null }[]; reason?: string }
  const FIELDS = [
    required<Source>('projectNo', '办件编号', text(5), ({ number }) => number),
    optional<Source>('materials', '材料', records([required<{ name: string | null }>('name', '材料名称', text(3), ({ name }) => name)], 2), ({ materials }) => materials),
    requiredIf<Source>('reason', '理由', text(9), ({ number }) => number === 'refused', ({ reason }) => reason),
  ]
  const fill = (source: Source) => fillFields(FIELDS, source, PLAIN)

  test('is filled by its table', ({ assert }) => {
    assert.deepEqual(fill({ number: 'A1', materials: [{ name: '章程' }] }), { data: { projectNo: 'A1', materials: [{ name: '章程' }] } })
  })

  test('leaves out what the case does not call for, and asks for what it does', ({ assert }) => {
    assert.deepEqual(fill({ number: 'A1', materials: [], reason: '太晚' }), { data: { projectNo: 'A1' } })
    assert.deepEqual(fillFields(FIELDS.slice(2), { number: 'refused', materials: [], reason: '' }, PLAIN), { reasons: ['“理由”没有填写'] })
  })

  test('says everything that is wrong at once, by the names of the document', ({ assert }) => {
    assert.deepEqual(fill({ number: '  ', materials: [{ name: '章程' }, { name: '平面布局图' }] }), {
      reasons: ['“办件编号”没有填写', '“材料”第 2 条的“材料名称”超过 3 个字（现有 5 个）'],
    })
    assert.deepEqual(fill({ number: 'A1', materials: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }), { reasons: ['“材料”超过 2 条（现有 3 条）'] })
  })
})
