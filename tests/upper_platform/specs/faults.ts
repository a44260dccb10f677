import { FAULTS, type FaultCode } from '../interface/faults.js'
import type { Settings } from '../server/settings.js'
import type { Odd } from './county.js'
import * as right from './right_messages.js'
import type { Data } from './right_messages.js'

/** One fault, made on purpose in a message that is right without it. */
export interface FaultCase {
  code: FaultCode
  what: string
  schema: string
  data: Data
  odd?: Odd
  /** Right messages that go before it. */
  before?: readonly (readonly [schema: string, data: Data, odd?: Odd])[]
  /** What the operator has set. */
  settings?: (settings: Settings) => void
}

const A = 'province/application'
const ACC = 'province/acceptance'
const P = 'province/process'
const S = 'province/special-procedure'
const C = 'province/completion'
const E = 'province/evaluation'
const EF = 'city-brain/event-filed'
const EP = 'city-brain/event-progress'
const EC = 'city-brain/event-closed'
const AL = 'city-brain/alarms'
const R = 'emergency/reports'
const T = 'hotline/ticket-answers'
const N = 'my-changsha/progress'

const applied = [[A, right.application]] as const
const accepted = [...applied, [ACC, right.acceptance]] as const
const stepped = [...accepted, [P, right.step]] as const
const completed = [...stepped, [C, right.completion]] as const
const filed = [[EF, right.eventFiled]] as const

const transport = (code: FaultCode, what: string, odd: Odd): FaultCase => ({ code, what, schema: A, data: right.application, odd })
const field = (code: FaultCode, what: string, changes: Data, from: { schema: string; data: Data; before?: FaultCase['before'] } = { schema: A, data: right.application }): FaultCase =>
  ({ code, what, ...from, data: { ...from.data, ...changes } })
const inCompletion = { schema: C, data: right.completion, before: stepped }
const inAcceptance = { schema: ACC, data: right.acceptance, before: applied }
const inStep = { schema: P, data: right.step, before: accepted }
const order = (code: FaultCode, what: string, schema: string, data: Data, before: FaultCase['before'] = []): FaultCase => ({ code, what, schema, data, before })

const TRANSPORT: readonly FaultCase[] = [
  transport('1001', 'no signature', { headers: { 'x-signature': null } }),
  transport('1002', 'another application', { headers: { 'x-app-id': 'county-430122' } }),
  transport('1003', 'an algorithm nobody agreed on', { headers: { 'x-signature-algorithm': 'MD5' } }),
  { ...transport('1003', 'an algorithm this platform does not take', {}), settings: ({ platforms }) => (platforms.province.algorithms = ['SM2']) },
  transport('1004', 'a clock an hour late', { headers: { 'x-timestamp': String(Date.parse(right.NOW) / 1_000 - 3_600) } }),
  transport('1004', 'milliseconds', { headers: { 'x-timestamp': String(Date.parse(right.NOW)) } }),
  transport('1005', 'a nonce that is too short', { headers: { 'x-nonce': 'short' } }),
  { ...transport('1005', 'a nonce used before', { headers: { 'x-nonce': 'the-same-nonce-twice' } }), before: [[EF, right.eventFiled, { headers: { 'x-nonce': 'the-same-nonce-twice' } }]] },
  transport('1006', 'a body changed after signing', { sentBody: Buffer.from('{}') }),
  transport('1006', 'the signature of another secret', { headers: { 'x-signature': 'ab'.repeat(32) } }),
  transport('1006', 'an SM2 signature of nothing', { algorithm: 'SM2', headers: { 'x-signature': '00'.repeat(64) } }),
  transport('1007', 'an unknown encryption', { headers: { 'x-body-encryption': 'AES' } }),
  { ...transport('1007', 'plain text where SM4 was agreed', {}), settings: ({ platforms }) => (platforms.province.encryption = 'SM4-CBC') },
  transport('1008', 'bytes that are no ciphertext', { headers: { 'x-body-encryption': 'SM4-CBC' } }),
  transport('1008', 'ciphertext of another key', { headers: { 'x-body-encryption': 'SM4-CBC' }, body: Buffer.from(Buffer.alloc(64, 7).toString('base64')) }),
  transport('1009', 'another content type', { headers: { 'content-type': 'text/xml; charset=gbk' } }),
  transport('1010', 'more than a megabyte', { body: Buffer.alloc(1_048_577, 0x20) }),
  transport('1011', 'GBK bytes', { body: Buffer.from([0x7b, 0x22, 0xb3, 0xa4, 0x22, 0x7d]) }),
  transport('1012', 'half a JSON', { body: Buffer.from('{"messageId":"1"') }),
  transport('1012', 'a list', { body: Buffer.from('[]') }),
  { ...transport('1013', 'a data set that does not exist', {}), schema: 'province/payments' },
  { ...transport('1013', 'a platform that does not exist', {}), schema: 'county/application' },
  transport('1014', 'another method', { method: 'PUT' }),
  { ...transport('1015', 'more than agreed in a second', {}), before: filed, settings: ({ platforms }) => (platforms.province.perSecond = 0) },
  { ...transport('1016', 'while it is being repaired', {}), settings: ({ platforms }) => (platforms.province.isDown = true) },
  transport('2001', 'no version', { envelope: { version: undefined } }),
  transport('2002', 'a member nobody knows', { envelope: { priority: '1' } }),
  transport('2003', 'an id with blanks', { envelope: { messageId: 'a message' } }),
  transport('2004', 'the name of another data set', { envelope: { dataset: 'acceptance' } }),
  transport('2005', 'the schema of another data set', { envelope: { schema: 'province/acceptance' } }),
  transport('2006', 'a version of the future', { version: '9.0' }),
  { ...order('2006', 'a version that was ended', C, right.completion, stepped), settings: (settings) => (settings.endedVersions = ['province/completion/1.0']) },
  transport('2007', 'data in a list', { envelope: { data: [right.application] } }),
  { ...transport('2008', 'an id that belongs to another content', { messageId: 'one-id' }), before: [[A, { ...right.application, projectNo: '430121-other' }, { messageId: 'one-id' }]] },
]

const FORM: readonly FaultCase[] = [
  field('3001', 'no name of the matter', { taskName: undefined }),
  field('3001', 'an empty name of the matter', { taskName: '' }),
  field('3002', 'received, but not how', { materials: [{ name: '平面布局图', isReceived: '1', quantity: '1', receivedAt: '20261123090500' }] }),
  field('3002', '不予许可 without a description', { result: '2', resultDesc: undefined, certificateNo: undefined, certificateName: undefined, issuer: undefined, certificateValidity: undefined }, inCompletion),
  field('3002', '差评 without words', { satisfaction: '5' }, { schema: E, data: right.evaluation, before: completed }),
  field('3003', 'a field nobody agreed on', { remark: '无' }),
  field('3004', 'a number in place of text', { projectType: 2 }),
  field('3004', 'null', { address: null }),
  field('3005', 'a name of 201 characters', { taskName: '名'.repeat(201) }),
  field('3006', 'a credit code of 17', { departmentCode: '11430121006123456' }, inAcceptance),
  field('3007', 'letters in a division', { divisionCode: '43O121' }),
  field('3008', 'the date format of another field', { appliedAt: '20261123T090000' }),
  field('3008', 'the date format of another data set', { acceptedAt: '20261123093000' }, inAcceptance),
  field('3009', '30 February', { appliedAt: '20260230090000' }),
  field('3010', 'a code that is not in the table', { projectType: '7' }),
  field('3010', 'satisfaction 6', { satisfaction: '6' }, { schema: E, data: right.evaluation, before: completed }),
  field('3011', 'a character outside GBK', { address: '长沙县㮾梨街道示例路' }),
  field('3012', 'a blank at the end', { applicantName: '章示例 ' }),
  field('3012', 'a control character', { taskName: '食品\u0007经营许可' }),
  field('3013', 'a phone of ten digits', { contactPhone: '1000000000' }),
  field('3013', 'an identity number with letters', { idNo: '4301211990133200AB' }),
  field('3014', 'three decimals', { isCharged: '1', payment: { ...right.payment, amount: '128.505' } }, inCompletion),
  field('3015', 'an empty list', { materials: [] }),
  field('3015', '201 materials', { materials: Array.from({ length: 201 }, () => ({ name: '材料', isReceived: '0' })) }),
  field('3016', 'a payment though nothing was charged', { payment: right.payment }, inCompletion),
  field('3017', 'an identity number in an opinion', { opinion: '申请人 430121199013320000 符合条件。' }, inStep),
  field('3018', 'a place in another province', { longitude: '116.397000', latitude: '39.908000' }, { schema: EF, data: right.eventFiled }),
  field('3019', 'an answer of two characters', { answer: '已办' }, { schema: T, data: right.ticketAnswer }),
  field('3020', 'a drill', { title: '【演练】望仙路井盖倾斜' }, { schema: EF, data: right.eventFiled }),
  { ...transport('3020', 'a drill by its member', { envelope: { drill: true } }) },
  field('3021', 'digits in a name', { applicantType: '2', legalRepresentative: '章3' }),
  field('3022', 'tomorrow', { appliedAt: '20261124090000' }),
]

const ORDER: readonly FaultCase[] = [
  order('4001', 'acceptance of an unknown case', ACC, right.acceptance),
  order('4001', 'evaluation of an unknown case', E, right.evaluation),
  order('4002', 'a second application', A, right.application, applied),
  order('4003', 'a second acceptance', ACC, right.acceptance, accepted),
  order('4004', 'a step before the acceptance', P, right.step, applied),
  order('4004', 'a completion before the acceptance', C, right.completion, applied),
  order('4005', 'a step after the completion', P, { ...right.step, stepNo: 'late' }, completed),
  order('4005', 'a second completion', C, right.completion, completed),
  order('4006', 'a step after a non-acceptance', P, right.step, [...applied, [ACC, right.nonAcceptance]]),
  order('4007', 'another implementation code', ACC, { ...right.acceptance, taskCode: '示例SX-430121-0103' }, applied),
  order('4008', 'accepted before it was applied for', ACC, { ...right.acceptance, acceptedAt: '20261123T085959' }, applied),
  order('4009', 'promised before it was accepted', ACC, { ...right.acceptance, promisedAt: '20261122235959' }, applied),
  order('4010', 'a step that began before the acceptance', P, { ...right.step, startedAt: '20261123T090000' }, accepted),
  order('4011', 'a step that ended before it began', P, { ...right.step, endedAt: '20261123T092959' }, accepted),
  order('4012', 'a step done twice', P, right.step, stepped),
  order('4013', 'the end of a procedure that never began', S, right.procedureEnded, accepted),
  order('4014', 'the beginning of a procedure twice', S, right.procedureBegun, [...accepted, [S, right.procedureBegun]]),
  order('4014', 'the end of a procedure twice', S, right.procedureEnded, [...accepted, [S, right.procedureBegun], [S, right.procedureEnded]]),
  order('4015', 'a completion while a procedure runs', C, right.completion, [...stepped, [S, right.procedureBegun]]),
  order('4016', 'completed before it was accepted', C, { ...right.completion, completedAt: '20261123T090000' }, accepted),
  order('4017', '不予受理 of an accepted case', C, { ...right.completion, result: '3' }, stepped),
  order('4018', 'completed before its last step ended', C, { ...right.completion, completedAt: '20261123T103000' }, stepped),
  order('4019', 'a certificate for a refusal', C, { ...right.completion, result: '2' }, stepped),
  order('4020', 'an evaluation before the completion', E, right.evaluation, stepped),
  order('4020', 'an evaluation of the parent while a child is open', E, { ...right.evaluation, projectNo: '430121001202611230000017' }, [...completed, [A, { ...right.application, projectNo: '430121001202611230000017-02' }]]),
  order('4021', 'an evaluation number twice', E, right.evaluation, [...completed, [E, right.evaluation]]),
  order('4021', 'a 好差评 twice', 'good-review/evaluation', right.review, [['good-review/evaluation', right.review]]),
  order('4022', 'evaluation 3 after evaluation 1', E, { ...right.evaluation, evaluationNo: '3' }, [...completed, [E, right.evaluation]]),
  order('4023', 'evaluated before it was completed', E, { ...right.evaluation, evaluatedAt: '20261123155959' }, completed),
  order('4024', '待办 of a step that is done', P, { ...right.step, stepStatus: '1', action: undefined }, stepped),
  order('5001', 'progress of an unknown event', EP, right.eventProgress),
  order('5002', 'filed twice', EF, right.eventFiled, filed),
  order('5003', 'progress after the end', EP, right.eventProgress, [...filed, [EC, right.eventClosed]]),
  order('5004', 'the same progress twice', EP, right.eventProgress, [...filed, [EP, right.eventProgress]]),
  order('5005', 'progress before it was filed', EP, { ...right.eventProgress, occurredAt: '2026-11-23 09:00:00' }, filed),
  order('5006', 'filed before it was reported', EF, { ...right.eventFiled, filedAt: '2026-11-23 08:59:59' }),
  order('5007', 'a dispatch the city never sent', EF, { ...right.eventFiled, source: '08', dispatchNo: 'CN-0001' }),
  order('5008', 'the end of an alarm that never began', AL, right.alarmCleared),
  order('5009', 'an alarm raised twice', AL, right.alarm, [[AL, right.alarm]]),
  order('5010', 'cleared before it was raised', AL, { ...right.alarmCleared, clearedAt: '2026-11-23 08:59:59' }, [[AL, right.alarm]]),
  order('5011', 'merged into an unknown event', EC, { ...right.eventClosed, ending: '3', mainEventNo: '43012103012611239999', result: undefined }, filed),
  order('6001', '续报 without 初报', R, right.nextReport),
  order('6002', '初报 twice', R, right.firstReport, [[R, right.firstReport]]),
  order('6003', '续报 after 终报', R, { ...right.nextReport, sequence: '4', reportedAt: '2026-11-23 16:30:00' }, [[R, right.firstReport], [R, right.nextReport], [R, right.finalReport]]),
  order('6004', 'a number left out', R, { ...right.nextReport, sequence: '3' }, [[R, right.firstReport]]),
  order('6005', 'received before it happened', R, { ...right.firstReport, receivedAt: '2026-11-23 07:59:59' }),
  order('6006', 'reported before the report before', R, { ...right.nextReport, reportedAt: '2026-11-23 08:20:00' }, [[R, right.firstReport]]),
  order('7001', 'a ticket the hotline never sent', T, { ...right.ticketAnswer, ticketNo: 'RX-unknown' }),
  order('7002', 'a ticket answered before', T, right.ticketAnswer, [[T, right.ticketAnswer]]),
  order('7003', 'a ticket that was withdrawn', T, { ...right.ticketAnswer, ticketNo: 'RX202611230002' }),
  order('7004', 'answered before it came', T, { ...right.ticketAnswer, answeredAt: '2026-11-23 07:59:59' }),
  order('8001', 'a notice twice', N, right.notice, [[N, right.notice]]),
  order('8002', 'a notice from before the last one', N, { ...right.notice, noticeNo: '2', occurredAt: '2026-11-23 09:00:00' }, [[N, right.notice]]),
  order('8003', 'a phone in a notice', N, { ...right.notice, content: '请联系 10000000000 办理。' }),
]

export const FAULT_CASES: readonly FaultCase[] = [...TRANSPORT, ...FORM, ...ORDER]
export const ALL_CODES = Object.keys(FAULTS) as FaultCode[]
