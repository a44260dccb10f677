import { spawnSync } from 'node:child_process'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
const db = await startPrivateMariaDb()
const r = spawnSync(process.execPath, ['--cpu-prof','--cpu-prof-dir=/tmp/lead/prof','--import','@poppinss/ts-exec','tests/bench/peers/xingliu.ts','--url',db.url,'--clients','64','--warm-up','6','--seconds','12'],{encoding:'utf8'})
console.log(r.stdout, r.stderr.slice(0,500))
await db.stop()
