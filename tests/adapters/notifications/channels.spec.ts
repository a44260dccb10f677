import { createHmac } from 'node:crypto'
import { test } from '@japa/runner'
import { isMailAddress, NO_CHANNELS } from '#adapters/notifications/channel_settings'
import { composeNotices } from '#adapters/notifications/compose_notices'
import { noticeText } from '#adapters/notifications/notice_text'
import { judgeRobot, robotAddress, robotBody } from '#adapters/notifications/robot'
import { judgeSms } from '#adapters/notifications/sms'
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

  test('fifty lines for a group: what does not fit is counted, no line is cut in two', ({ assert }) => {
    const lines = Array.from({ length: 50 }, (_, n) => ({ subject: `新待办：审批 ${n}`, line: '某某局关于某某事项的申请'.repeat(4), address: `https://flow.example.gov.cn/tasks/${n}` }))
    const { markdown } = robotBody('wecom', { id: 'm', subject: '50 条办理通知', lines }) as { markdown: { content: string } }
    const shown = markdown.content.split('[查看](').length - 1
    assert.isAbove(shown, 5)
    assert.isAtMost(Buffer.byteLength(markdown.content), 4_096)
    assert.isTrue(markdown.content.endsWith(`另有 ${50 - shown} 条，请登录系统查看。`))
  })

  const ANSWERS = [
    { title: 'taken', status: 200, body: { errcode: 0, errmsg: 'ok' }, becomes: 'sent' },
    { title: 'a wrong key, with 200', status: 200, body: { errcode: 93000, errmsg: 'invalid webhook url' }, becomes: 'dead' },
    { title: 'too many in a minute', status: 200, body: { errcode: 45009, errmsg: 'api freq out of limit' }, becomes: 'again' },
    { title: 'busy', status: 200, body: { errcode: -1, errmsg: '系统繁忙' }, becomes: 'again' },
    { title: 'a page instead of an answer', status: 200, body: '<html>', becomes: 'again' },
    { title: 'a gateway in between', status: 502, body: null, becomes: 'again' },
  ]
  for (const { title, status, body, becomes } of ANSWERS) {
    test(`what a robot answers: ${title}`, ({ assert }) => {
      const posted = judgeRobot(status, body)
      assert.equal(posted.ok ? 'sent' : posted.isPermanent ? 'dead' : 'again', becomes)
    })
  }

  test('a short-message gateway that says in its body that it did not take it is believed', ({ assert }) => {
    const accepted = { field: 'data.code', value: '0' }
    assert.isTrue(judgeSms({ accepted }, 200, { data: { code: 0 } }).ok)
    for (const body of [{ data: { code: 1001 } }, { code: 0 }, 'OK', null]) assert.isFalse(judgeSms({ accepted }, 200, body).ok)
    assert.isFalse(judgeSms({ accepted }, 500, { data: { code: 0 } }).ok)
    assert.isTrue(judgeSms({}, 200, 'anything').ok)
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
