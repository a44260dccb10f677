import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { StartFault } from './keys.js'

export interface Account {
  username: string
  password: string
}

/** The account for a server: XINGLIU_USER and XINGLIU_PASSWORD, else asked at the terminal. Never an argument, which others could read. */
export async function askAccount(environment: Readonly<Record<string, string | undefined>>): Promise<Account> {
  const username = environment['XINGLIU_USER']
  const password = environment['XINGLIU_PASSWORD']
  if (username && password) return { username, password }
  if (!process.stdin.isTTY) throw new StartFault('请用环境变量 XINGLIU_USER 和 XINGLIU_PASSWORD 给出账号与密码，或在终端里运行本命令。')
  return { username: username || (await ask('用户名：', false)), password: password || (await ask('密码：', true)) }
}

function ask(question: string, isSecret: boolean): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: isSecret ? silent : process.stderr, terminal: true })
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close()
      if (isSecret) process.stderr.write('\n')
      resolve(line.trim())
    })
    lines.once('SIGINT', () => {
      lines.close()
      reject(new StartFault('已取消。'))
    })
  })
}
