import { test } from '@japa/runner'
import { readConfiguration } from '#adapters/bootstrap/configuration'

const read = (environment: Record<string, string>) => readConfiguration(environment, '/repository')

test.group('Configuration', () => {
  test('says nothing without an environment and takes the defaults', ({ assert }) => {
    const result = read({})
    assert.isTrue(result.ok)
    if (!result.ok) return
    assert.deepInclude(result.configuration, {
      host: '127.0.0.1', port: 3333, dataDir: '/repository/var/data', databaseUrl: null, demo: true, demoPassword: null, secure: false, clockStartMs: null,
    })
  })

  for (const { name, value } of [
    { name: 'PORT', value: 'eighty' },
    { name: 'PORT', value: '70000' },
    { name: 'PORT', value: '-1' },
    { name: 'HOST', value: 'not a host' },
    { name: 'HOST', value: 'example.com' },
    { name: 'DATABASE_URL', value: 'postgres://u:hidden@h/x' },
    { name: 'DATABASE_URL', value: 'mysql://u:hidden@h' },
    { name: 'DATABASE_URL', value: 'hidden' },
    { name: 'DEMO', value: 'maybe' },
    { name: 'DEMO_PASSWORD', value: 'hidden' },
    { name: 'MASTER_KEY', value: 'hidden' },
    { name: 'SECURE', value: 'yes' },
    { name: 'XINGLIU_CLOCK', value: '2026-12-30T09:00:00+08:00' },
    { name: 'XINGLIU_DEMO_CASES', value: 'off' },
  ]) {
    test(`refuses ${name}=${value} in one line, in Chinese and English, without repeating a secret`, ({ assert }) => {
      const result = read({ [name]: value })
      assert.isFalse(result.ok)
      if (result.ok) return
      assert.lengthOf(result.faults, 1)
      assert.match(result.faults[0]!, new RegExp(`^${name} 应为[^\\n]*${name} must be`))
      assert.notInclude(result.faults[0]!, 'hidden')
    })
  }

  test('tells every wrong value at once', ({ assert }) => {
    const result = read({ PORT: 'x', HOST: '?', DEMO: '1' })
    assert.lengthOf(result.ok ? [] : result.faults, 3)
  })

  test('takes what is right', ({ assert }) => {
    const result = read({
      PORT: '0', HOST: '::1', DATA_DIR: 'elsewhere', DATABASE_URL: 'mysql://u:p@h:3306/base', DEMO: 'off', DEMO_PASSWORD: 'long enough', SECURE: 'on',
      NODE_ENV: 'test', XINGLIU_CLOCK: '2026-12-30T09:00:00+08:00',
    })
    assert.isTrue(result.ok)
    if (!result.ok) return
    assert.deepInclude(result.configuration, {
      port: 0, host: '::1', dataDir: '/repository/elsewhere', databaseUrl: 'mysql://u:p@h:3306/base', demo: false, demoPassword: 'long enough', secure: true,
      clockStartMs: Date.parse('2026-12-30T01:00:00Z'),
    })
  })
})
