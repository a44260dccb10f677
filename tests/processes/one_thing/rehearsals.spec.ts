import { test } from '@japa/runner'

import { CountyDriver } from '../county_driver.js'
import { playRehearsal, type RehearsalScript } from '../play_rehearsal.js'
import { readPackage } from '../read_package.js'

const FILES = readPackage('one-thing/restaurant')
const SCRIPTS = [...FILES].filter(([name]) => name.startsWith('rehearsals/'))

test.group('开餐饮店: rehearsals of the package', () => {
  for (const [name, text] of SCRIPTS) {
    const script = JSON.parse(text) as RehearsalScript
    test(`${name}: ${script.name}`, async ({ assert }) => {
      const driver = await CountyDriver.open(FILES, script.start.at)
      assert.deepEqual(playRehearsal(script, driver, 'restaurant'), [])
    })
  }

  test('there are rehearsals to play', ({ assert }) => {
    assert.isAtLeast(SCRIPTS.length, 4)
  })

  test('the player notices an expectation that is not met', async ({ assert }) => {
    const script = JSON.parse(FILES.get('rehearsals/not_accepted.json')!) as RehearsalScript
    script.steps[0]!.expect = { status: '已办结', documents: ['receipt'] }
    assert.lengthOf(playRehearsal(script, await CountyDriver.open(FILES, script.start.at), 'restaurant'), 2)
  })
})
