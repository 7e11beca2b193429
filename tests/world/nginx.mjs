// Real nginx: the policy hosts of MTA-STS, right and wrong (RFC 8461 §3.3).

import { mkdirSync, writeFileSync } from 'node:fs';
import { allAccept, startDaemon, unpacked } from './daemon.mjs';
import { PLACES } from './model.mjs';
import { STATE } from './namespace.mjs';

const HOME = `${STATE}/nginx`;
const PATH = '/.well-known/mta-sts.txt';

/** What `web` in model.mjs means: the location block. 'right' and whatever is not here serves the policy. */
const ANSWERS = {
  'not-found': 'return 404 "there is no policy here\\n";',
  redirect: (policy) => `return 301 https://${PLACES.policyWeb}/${policy.host};`,
  'server-error': 'return 503 "later\\n";',
};

const TYPES = { html: 'text/html', 'no-type': '' };

/** Starts nginx for these policies (each with `pemFile`: key and chain); it listens when this returns. */
export async function startNginx(policies) {
  const served = policies.filter(({ web }) => !['refusing', 'silent', 'no-host'].includes(web));
  mkdirSync(HOME, { recursive: true });
  for (const policy of served) {
    const folder = `${HOME}/www/${policy.host}/.well-known`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/mta-sts.txt`, policy.web === 'endless' ? policy.text + '#'.repeat(1 << 20) : policy.text);
  }
  writeFileSync(`${HOME}/nginx.conf`, configuration(served));
  return startDaemon('nginx', unpacked('nginx', 'usr/sbin/nginx'), ['-c', `${HOME}/nginx.conf`, '-p', HOME], {
    ready: allAccept([[PLACES.policyWeb, 443]]),
  });
}

function configuration(policies) {
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${HOME}/${kind};`,
  );
  return `daemon off;
user root;
worker_processes 1;
pid ${HOME}/nginx.pid;
error_log stderr;
events {}
http {
  access_log ${HOME}/access.log;
  ${folders.join('\n  ')}
  # Among the policy hosts are certificates that OpenSSL would not load otherwise: RSA of 1024 bits, SHA-1.
  ssl_ciphers DEFAULT:@SECLEVEL=0;
  ssl_protocols TLSv1.2 TLSv1.3;
  server_names_hash_bucket_size 128;
  server_names_hash_max_size 4096;
${policies.map(server).join('')}}
`;
}

function server(policy) {
  const answer = ANSWERS[policy.web];
  const type = TYPES[policy.web] ?? 'text/plain';
  const block = typeof answer === 'function' ? answer(policy) : (answer ?? '');
  return `  server {
    listen ${PLACES.policyWeb}:443 ssl;
    server_name ${policy.host};
    ssl_certificate ${policy.pemFile};
    ssl_certificate_key ${policy.pemFile};
    root ${HOME}/www/${policy.host};
    location = ${PATH} { types {} default_type "${type}"; ${block} }
  }
`;
}
