import { policy, resultOf } from '../browser.mjs';
import { check, esm } from '../probe.mjs';

export default {
  tools: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' },
  shown: ['next'],
  parts: {
    async 'build, start, server component'(project) {
      await starter(project);
      await project.run('next', ['build'], { timeout: 200_000 });
      const page = await get(project, '/server');
      check(textOf(page));
    },
    async 'route handler'(project) {
      check(await get(project, '/node'));
    },
    async 'edge route'(project) {
      check(await get(project, '/edge'));
    },
    async 'client component'(project) {
      // proxy.js sets the policy, as Next's documentation has it: its inline scripts need a nonce.
      const url = `${await started(project)}/client`;
      check(await resultOf(project, url, { header: null }));
      return "Next's own inline scripts need a nonce in script-src: its documented proxy.js";
    },
  },
};

async function starter(project) {
  await project.write('app/probe.js', esm);
  await project.write(
    'app/layout.js',
    `export default function Layout({ children }) {
      return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;
    }`,
  );
  await project.write(
    'app/server/page.js',
    `import { probe } from '../probe.js';
    export const dynamic = 'force-dynamic';
    export default async function Page() { return <pre id="result">{await probe()}</pre>; }`,
  );
  await project.write(
    'app/client/page.js',
    `import Result from './result.js';
    export const dynamic = 'force-dynamic';
    export default function Page() { return <Result />; }`,
  );
  await project.write(
    'app/client/result.js',
    `'use client';
    import { useEffect, useState } from 'react';
    import { probe } from '../probe.js';
    export default function Result() {
      const [text, setText] = useState('');
      useEffect(() => { probe().then(setText, (error) => setText('Failed: ' + error.stack)); }, []);
      return <pre id="result">{text}</pre>;
    }`,
  );
  await project.write('app/node/route.js', route);
  await project.write('app/edge/route.js', `export const runtime = 'edge';\n${route}`);
  await project.write(
    'proxy.js',
    `import { NextResponse } from 'next/server';
    export function proxy(request) {
      const nonce = crypto.randomUUID();
      const policy = ${JSON.stringify(policy)}.replace("'self'", \`'self' 'nonce-\${nonce}'\`);
      const headers = new Headers(request.headers);
      headers.set('x-nonce', nonce);
      headers.set('content-security-policy', policy);
      const response = NextResponse.next({ request: { headers } });
      response.headers.set('content-security-policy', policy);
      return response;
    }
    export const config = { matcher: '/client' };`,
  );
}

const route = `import { probe } from '../probe.js';
export const dynamic = 'force-dynamic';
export async function GET() { return new Response(await probe()); }
`;

async function started(project) {
  return project.start('next', ['start', '--port', '0'], {
    pattern: /http:\/\/localhost:[1-9]\d*/,
  });
}

async function get(project, path) {
  const answer = await fetch((await started(project)) + path);
  return answer.text();
}

function textOf(page) {
  const [, text] = /<pre id="result">(.*?)<\/pre>/s.exec(page) ?? [];
  const entities = { quot: '"', amp: '&', lt: '<', gt: '>', '#x27': "'" };
  return (text ?? page).replace(/&(quot|amp|lt|gt|#x27);/g, (_, name) => entities[name]);
}
