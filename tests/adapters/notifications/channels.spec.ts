import { createHmac } from 'node:crypto'
import { test } from '@japa/runner'
import { isMailAddress, NO_CHANNELS } from '#adapters/notifications/channel_settings'
import { composeNotices } from '#adapters/notifications/compose_notices'
import { noticeText } from '#adapters/notifications/notice_text'
import { robotAddress, robotBody } from '#adapters/notifications/robot'
import type { Telling } from '#processes/foundation/notices/notice'
import { NO_WORDS } from '#processes/foundation/notices/tellings'

const TELLING: Telling = {
  kind: 'urged', fact: 'urged/t/1', people: ['ann', 'gone'], words: { ...NO_WORDS, task: '审批', business: '请假', title: '张三 430121199013320031' }, path: '/tasks/t', isDrill: false, definitionKey: null,
  departmentId: 'market',
}
const PEOPLE = new Map([
  ['ann', { id: 'ann', username: 'ann', name: '安', departmentId: 'market', superiorId: null, phone: '13800000001', email: 'ann@county.gov.cn', active: true }],
  ['gone', { id: 'gone', username: 'gone', name: '去', departmentId: 'market', superiorId: null, phone: null, active: false }],
])
const CHANNELS = {
  ...NO_CHANNELS,
  mail: { host: 'mail', port: 25, security: 'none' as const, user: '', password: '', from: 'a@county.gov.cn', domains: ['county.gov.cn'] },
  robots: [{ id: 'r1', name: '群', kind: 'wecom' as const, url: 'https://robot.invalid/', secret: '', departments: ['market'], kinds: ['urged' as const] }],
}
let made = 0
const composed = (telling: Telling) =>
  composeNotices(telling, { person: (id) => PEOPLE.get(id) ?? null, preferences: new Map(), templatesOf: () => [], channels: CHANNELS, newId: () => `n${(made += 1)}`, nowMs: 1_000 })

test.group('what leaves the house', () => {
  test('a notice inside for who is active; mail and robot outside, without numbers of people', ({ assert }) => {
    const { notices, sends } = composed(TELLING)
    assert.deepEqual(notices.map(({ userId }) => userId), ['ann'])
    assert.deepEqual(sends.map(({ channel, receiver }) => [channel, receiver]), [['mail', 'ann'], ['robot:r1', 'r1']])
    for (const { line } of sends) assert.notInclude(line, '430121199013320031')
  })

  test('a drill rings inside, marked, and goes nowhere', ({ assert }) => {
    const { notices, sends } = composed({ ...TELLING, isDrill: true })
    assert.equal(notices[0]!.title, '【演练】催办：审批')
    assert.isEmpty(sends)
  })

  test('another department’s robot hears nothing', ({ assert }) => {
    assert.deepEqual(composed({ ...TELLING, departmentId: 'fire' }).sends.map(({ channel }) => channel), ['mail'])
  })

  test('a text that does not work falls back to the house’s own', ({ assert }) => {
    assert.equal(noticeText(TELLING, [{ urged: { title: '{{#if}', line: 'x' } }]).title, '催办：审批')
    assert.equal(noticeText(TELLING, [{ urged: { title: '请快办 {{task}}', line: '{{constructor}}{{__proto__}}' } }]).line, '')
    // a loop of twelve within one another would hold the node up for half an hour
    for (const line of ['{{#each @root}}'.repeat(12) + '{{this}}' + '{{/each}}'.repeat(12), '{{log title}}', '{{#with @root}}{{task}}{{/with}}', '{{lookup @root "task"}}']) {
      assert.notInclude(noticeText(TELLING, [{ urged: { title: '自定', line } }]).title, '自定', line)
    }
    assert.equal(noticeText(TELLING, [{ urged: { title: '{{#if task}}请办{{task}}{{/if}}{{#unless task}}无{{/unless}}', line: 'x' } }]).title, '请办审批')
  })

  test('钉钉 addresses are signed, 政务微信’s are not', ({ assert }) => {
    const robot = { kind: 'dingtalk' as const, url: 'https://oapi.invalid/robot/send?access_token=t', secret: 'SEC1' }
    const signed = new URL(robotAddress(robot, 1_700_000_000_000)).searchParams
    assert.equal(signed.get('timestamp'), '1700000000000')
    assert.equal(signed.get('sign'), createHmac('sha256', 'SEC1').update('1700000000000\nSEC1').digest('base64'))
    assert.equal(robotAddress({ ...robot, kind: 'wecom' }, 1), robot.url)
  })

  test('titles cannot become links, mentions or colours; a long message is cut by bytes', ({ assert }) => {
    const body = robotBody('wecom', { id: 'm', subject: 's', lines: [{ subject: '[点我](https://evil.invalid) <@all>', line: '汉'.repeat(3_000), address: '' }] }) as { markdown: { content: string } }
    assert.notMatch(body.markdown.content, /\[点我\]|<@all>/)
    assert.isAtMost(Buffer.byteLength(body.markdown.content), 4_096)
    assert.isTrue(body.markdown.content.endsWith('汉…'))
  })

  test('mails go to allowed domains alone', ({ assert }) => {
    const only = { domains: ['county.gov.cn'] }
    assert.isTrue(isMailAddress('a@county.gov.cn', only))
    assert.isTrue(isMailAddress('a@sub.county.gov.cn', only))
    for (const wrong of ['a@evil-county.gov.cn', 'a@county.gov.cn.evil.cn', 'a@county.gov.cn\nBcc: b@evil.cn', 'a,b@county.gov.cn', 'county.gov.cn']) assert.isFalse(isMailAddress(wrong, only), wrong)
  })
})
