import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What the tests need from Debian: the package, and a file that shows it is there. */
const NEEDED = [
  { name: 'mariadb-server', files: ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'] },
  { name: 'chromium', files: ['/usr/bin/chromium'] },
  { name: 'poppler-utils', files: ['/usr/bin/pdftotext'] },
  { name: 'fonts-noto-cjk', files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'] },
] as const

export type NeededPackage = (typeof NEEDED)[number]['name']

const isMissing = (entry: (typeof NEEDED)[number]) => !entry.files.some((file) => existsSync(file))

/** Installs what is missing where apt is there and we are root; answers what is still missing. */
export function installMissingPackages(say: (line: string) => void): Set<NeededPackage> {
  const missing = NEEDED.filter(isMissing)
  const allowed = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (missing.length > 0 && allowed) {
    const names = missing.map((entry) => entry.name)
    say(`installing ${names.join(', ')} …`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env: environment })
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { stdio: 'ignore', env: environment })
  }
  return new Set(NEEDED.filter(isMissing).map((entry) => entry.name))
}
