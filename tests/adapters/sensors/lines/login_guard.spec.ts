import { test } from '@japa/runner'
import { createLoginGuard, type RefusedLogin } from '#adapters/sensors/lines/login_guard'

test.group('guard of the logins of a line', () => {
  const open = () => {
    const world = { nowMs: 60_000_000, refused: [] as RefusedLogin[] }
    const guard = createLoginGuard('mqtt', () => world.nowMs, (login) => void world.refused.push(login))
    const guess = (name: string, address: string, times: number): number => {
      let tried = 0
      for (let time = 0; time < times; time += 1) {
        if (!guard.mayTry(name, address)) continue
        tried += 1
        guard.wrong(name, address)
      }
      return tried
    }
    return { world, guard, guess }
  }

  test('ten tries a name, address and minute; from elsewhere, under another name or a minute later it is looked at', ({ assert }) => {
    const { world, guard, guess } = open()
    assert.equal(guess('nb/A1', '10.0.0.1', 50), 10)
    assert.isTrue(guard.mayTry('nb/A1', '10.0.0.2'))
    assert.isTrue(guard.mayTry('nb/A2', '10.0.0.1'))
    world.nowMs += 60_000
    assert.equal(guess('nb/A1', '10.0.0.1', 50), 10)
    assert.lengthOf(world.refused, 20)
  })

  test('an address that goes through names has one try for each, and fills no audit; its neighbours with the right secret come in', ({ assert }) => {
    const { world, guard, guess } = open()
    for (let name = 0; name < 200; name += 1) assert.isAtMost(guess(`nb/N${name}`, '10.0.0.1', 3), 3)
    assert.equal(guess('nb/last', '10.0.0.1', 10), 1)
    assert.isTrue(guard.mayTry('nb/honest', '10.0.0.1'), 'behind the same address')
    assert.lengthOf(world.refused, 60)
    assert.deepEqual(world.refused.map(({ isLast }) => isLast), [...Array<boolean>(59).fill(false), true])
    guess('nb/A1', '10.0.0.9', 1)
    assert.lengthOf(world.refused, 61)
  })

  test('a name of any length is kept short', ({ assert }) => {
    const { world, guess } = open()
    guess('x'.repeat(60_000), '10.0.0.1', 1)
    assert.lengthOf(world.refused[0]!.name, 200)
  })
})
