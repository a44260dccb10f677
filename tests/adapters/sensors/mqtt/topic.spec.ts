import { test } from '@japa/runner'
import { readTopicTemplate } from '#adapters/sensors/mqtt/topic'

test.group('topic templates', () => {
  for (const [template, filter, topic, device] of [
    ['devices/{source}/{deviceId}/up', 'devices/+/+/up', 'devices/nb/A1/up', { source: 'nb', deviceId: 'A1' }],
    ['city/430121/well/status/{deviceId}', 'city/430121/well/status/+', 'city/430121/well/status/W9', { source: 'own', deviceId: 'W9' }],
    ['{deviceId}/+/data', '+/+/data', 'W9/x/data', { source: 'own', deviceId: 'W9' }],
    ['devices/{source}/{deviceId}/up', 'devices/+/+/up', 'devices/nb/A1/down', null],
    ['devices/{source}/{deviceId}/up', 'devices/+/+/up', 'devices/nb/A1/up/x', null],
    ['devices/{source}/{deviceId}/up', 'devices/+/+/up', 'devices//A1/up', null],
  ] as const) {
    test(`${template} and ${topic}`, ({ assert }) => {
      const read = readTopicTemplate(template, 'own')
      assert.equal(read?.filter, filter)
      assert.deepEqual(read?.deviceOf(topic), device)
    })
  }

  for (const template of ['devices/up', 'devices/#/{deviceId}', '{deviceId}/{deviceId}', 'x{deviceId}', 'a/{other}/{deviceId}', ''] as const) {
    test(`${template || 'nothing'} is no template`, ({ assert }) => assert.isNull(readTopicTemplate(template, 'own')))
  }
})
