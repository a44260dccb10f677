import { test } from '@japa/runner'
import { safePath } from '#adapters/web/server/accounts/oidc/login_attempt'

test.group('where a login through the provider leads back to', () => {
  for (const path of ['/', '/tasks/t1', '/instances?view=done&after=x#top', '/a/../b']) {
    test(`${path} is of this server`, ({ assert }) => assert.isTrue(safePath(path).startsWith('/') && safePath(path) !== (path === '/' ? '' : '/')))
  }
  for (const path of ['//evil.example', '/\\evil.example', '/.//evil.example', '/x/..//evil.example', '/%2e//evil.example', '/\t/evil.example', 'https://evil.example/', '/login?to=/', '', null, 5]) {
    test(`${String(path)} leads home`, ({ assert }) => assert.equal(safePath(path), '/'))
  }
})
