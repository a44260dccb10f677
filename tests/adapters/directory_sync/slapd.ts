import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../sensors/free_port.js'

const BINARY = ['/usr/sbin/slapd', '/usr/libexec/slapd', '/usr/local/libexec/slapd'].find(existsSync)
const SCHEMA = '/etc/ldap/schema'

export const BASE = 'dc=county,dc=test'
export const READER = `cn=reader,${BASE}`
export const READER_PASSWORD = 'of the test alone'

export interface Slapd {
  /** In the clear, on this machine. */
  url: string
  port: number
  /** Another address of this machine, where STARTTLS is asked for; null without a certificate. */
  startTlsUrl: string | null
  ldapsUrl: string | null
  /** Of the authority that signed its certificate. */
  certificate: string
  stop(): Promise<void>
}

/** A directory server of its own with these entries (LDIF below `BASE`), which gives its reader at most 300 entries at once; null where slapd is missing. */
export async function startSlapd(ldif: string): Promise<Slapd | null> {
  if (!BINARY || !existsSync(SCHEMA)) return null
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-slapd-'))
  mkdirSync(join(folder, 'db'))
  const certificate = makeCertificate(folder)
  writeFileSync(join(folder, 'slapd.conf'), configuration(folder, certificate !== null))
  writeFileSync(join(folder, 'data.ldif'), `dn: ${BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: county\no: county\n\ndn: ${READER}\nobjectClass: person\ncn: reader\nsn: reader\nuserPassword: ${READER_PASSWORD}\n\n${ldif}`)
  const loaded = spawnSync(BINARY, ['-T', 'add', '-q', '-f', join(folder, 'slapd.conf'), '-l', join(folder, 'data.ldif')], { encoding: 'utf8' })
  if (loaded.status !== 0) throw new Error(`slapadd: ${loaded.stderr}`)
  const port = await freePort()
  const tlsPort = await freePort()
  const listens = [`ldap://127.0.0.1:${port}`, `ldap://127.0.0.2:${port}`, ...(certificate === null ? [] : [`ldaps://127.0.0.1:${tlsPort}`])]
  const child = spawn(BINARY, ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', listens.join(' ')], { stdio: 'ignore' })
  await answering(port, child)
  return {
    url: listens[0]!, port, startTlsUrl: certificate === null ? null : listens[1]!, ldapsUrl: listens[2] ?? null, certificate: certificate ?? '',
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const configuration = (folder: string, hasTls: boolean): string => `
include ${SCHEMA}/core.schema
include ${SCHEMA}/cosine.schema
include ${SCHEMA}/inetorgperson.schema
modulepath ${['/usr/lib/ldap', '/usr/lib64/openldap', '/usr/lib/openldap'].find(existsSync) ?? '/usr/lib/ldap'}
moduleload back_mdb
pidfile ${folder}/slapd.pid
${hasTls ? `TLSCertificateFile ${folder}/cert.pem\nTLSCertificateKeyFile ${folder}/key.pem\n` : ''}
database mdb
maxsize 1073741824
suffix "${BASE}"
rootdn "cn=root,${BASE}"
directory ${folder}/db
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${READER}" read by * none
limits dn.exact="${READER}" size.soft=300 size.hard=300 size.pr=500 size.prtotal=unlimited
`

/** For both addresses; null where openssl is missing. */
function makeCertificate(folder: string): string | null {
  const made = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=directory', '-addext', 'subjectAltName=IP:127.0.0.1,IP:127.0.0.2',
    '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'),
  ])
  return made.status === 0 ? spawnSync('cat', [join(folder, 'cert.pem')], { encoding: 'utf8' }).stdout : null
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1').once('error', () => resolve(false))
      socket.once('connect', () => resolve(true)).once('connect', () => socket.destroy())
    })
  for (const end = Date.now() + 20_000; !(await answers());) {
    if (Date.now() > end || child.exitCode !== null) throw new Error('slapd did not answer')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
