/** Predict by what openapi-generator has made: URL, predictor, record -> the answer, as JSON. */
import * as made from "./index";

declare const process: { argv: string[] };

const [url, name, record] = process.argv.slice(2) as [string, "diabetes" | "heart", string];
const api = new made.PredictionsApi(new made.Configuration({ basePath: url }));
const json = { inputs: JSON.parse(record) as unknown };

async function answer(): Promise<made.PredictionResponse> {
  if (name === "diabetes") {
    return api.predictDiabetes({ predictDiabetesRequest: made.DiabetesRecordFromJSON(json) });
  }
  return api.predictHeart({ predictHeartRequest: made.HeartRecordFromJSON(json) });
}

void answer().then((told) => console.log(JSON.stringify(made.PredictionResponseToJSON(told))));
