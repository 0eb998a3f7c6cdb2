// The analyzers of the Mozilla Observatory on pages that are handed in as JSON: [{name, status, headers, body}].
// Prints a line for each, name, grade and score; ends with 1 where one is not as good as asked for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [root, wanted] = process.argv.slice(2);
const of = (path) => import(pathToFileURL(join(root, "node_modules", path)).href);
const [{ ALL_TESTS }, { Requests }, { Session }, { getGradeForScore, getScoreModifier }, { MINIMUM_SCORE_FOR_EXTRA_CREDIT }, { parseHttpEquivHeaders }, { AxiosHeaders }] =
  await Promise.all([
    ...["constants", "types", "retriever/session", "grader/grader", "grader/charts", "retriever/utils"].map((each) =>
      of(`@mdn/mdn-http-observatory/src/${each}.js`),
    ),
    of("axios/index.js"),
  ]);

const HOST = "normaxis.example";
let failed = false;
for (const page of JSON.parse(readFileSync(0, "utf8"))) {
  const asked = new Requests(HOST);
  const response = () => ({
    headers: new AxiosHeaders(page.headers),
    request: { headers: new AxiosHeaders() },
    status: page.status,
    statusText: "",
    verified: true,
    data: page.body,
    config: { headers: new AxiosHeaders() },
    httpEquiv: new Map(),
  });
  for (const way of ["auto", "cors", "http", "https"]) asked.responses[way] = response();
  asked.resources.path = page.body;
  asked.session = new Session(new URL(`https://${HOST}/`));
  asked.responses.auto.httpEquiv = parseHttpEquivHeaders(page.body, `https://${HOST}/`);
  // Whoever speaks HTTPS in front of the server sends readers there; that is not the server's to do.
  asked.responses.httpRedirects = [
    { url: new URL(`http://${HOST}/`), status: 301 },
    { url: new URL(`https://${HOST}/`), status: page.status },
  ];
  asked.responses.httpsRedirects = [{ url: new URL(`https://${HOST}/`), status: page.status }];

  const told = ALL_TESTS.map((test) => test(asked));
  const changes = told.map((each) => [each.result, getScoreModifier(each.result)]);
  const lost = 100 + changes.reduce((sum, [, change]) => sum + Math.min(change, 0), 0);
  const all = 100 + changes.reduce((sum, [, change]) => sum + change, 0);
  const { grade, score } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost);
  const because = changes.filter(([, change]) => change).map(([result, change]) => `${result} ${change}`);
  console.log(`${page.name}: ${grade} (${score}) ${because.join(", ")}`);
  failed ||= grade !== wanted;
}
process.exit(failed ? 1 : 0);
