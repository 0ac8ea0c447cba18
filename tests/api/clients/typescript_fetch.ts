/** Ask by what openapi-generator has made: URL, predictor, version, record -> both answers. */
import * as made from "./index";

declare const process: { argv: string[] };

const [url, name, version, record] = process.argv.slice(2) as [string, "diabetes" | "heart", string, string];
const configuration = new made.Configuration({ basePath: url });
const api = new made.PredictionsApi(configuration);
const json = { inputs: JSON.parse(record) as unknown };

async function answer(): Promise<made.PredictionResponse> {
  if (name === "diabetes") {
    return api.predictDiabetes({ predictDiabetesRequest: made.DiabetesRecordFromJSON(json) });
  }
  return api.predictHeart({ predictHeartRequest: made.HeartRecordFromJSON(json) });
}

async function told(): Promise<unknown> {
  const report = await new made.VersionsApi(configuration).showReport({ name, version });
  return { prediction: made.PredictionResponseToJSON(await answer()), report: made.ReportToJSON(report) };
}

void told().then((both) => console.log(JSON.stringify(both)));
