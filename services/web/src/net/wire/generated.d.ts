/** Made by `npm run types` of the API's types; nobody changes it by hand. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The chi-square test of choice against outcome, and Cramér's V. */
        Association: {
            chi2: number;
            df: number;
            p: number;
            cramers_v: number;
        };
        /** @description The newest entries of `total`, and whether the chains are whole. What a training has published stands among them as the history has it: `who` is the training then, and `role` "trainer". `next` is what to send as `before` for those that are older; null: these are the last. `people` and `actions` are all whom and what the log can be asked for, whatever was asked now. */
        Audit: {
            total: number;
            people: string[];
            actions: string[];
            entries: components["schemas"]["AuditEntry"][];
            next: string | null;
            chains: components["schemas"]["Chain"][];
        };
        /** @description One action: when, by whom in which role, and what it changed. `key` is the id of a named key, null for the operator's. `subject` is what it was done to, such as a version. `request` is the id under which the API's log knows it. `reasons` are those of a training one by one, with their codes, where `reason` joins them. */
        AuditEntry: {
            at: string;
            who: string;
            role: string;
            key: string | null;
            action: string;
            predictor: string | null;
            subject: string | null;
            before: string | null;
            after: string | null;
            reason: string | null;
            request: string | null;
            reasons?: string[];
            reason_codes?: (components["schemas"]["Code"] | null)[];
        };
        /** @description On the rows of the comparison. */
        BaselineMeasures: {
            always_no: components["schemas"]["Measures"];
            reference: components["schemas"]["NamedMeasures"] | null;
            plain_logistic: components["schemas"]["Measures"];
        };
        BasisFigures: {
            auroc: number;
            log_loss: number;
        };
        /** @description Rows whose value lies from `low` up to `high`; null: an open end, or no number. */
        Bin: {
            label: string;
            low: number | null;
            high: number | null;
            positive: number | "fewer than 5";
            negative: number | "fewer than 5";
        };
        /** @description How many of the bytes behind the JSON are this tensor's. */
        BinaryInput: {
            binary_data_size?: number | null;
        } & {
            [key: string]: unknown;
        };
        /** @description How far `count` refits on bootstrap samples differ about the same people, in points of 100. `median_range` is what 95 % of them leave of the median person, `mean_difference` how far one of them is from the model. */
        BootstrapModels: {
            count: number;
            median_range: number;
            mean_difference?: number;
            band: components["schemas"]["BootstrapPoint"][];
        };
        /** @description Between which probabilities 95 % of the refits put a person with this score. */
        BootstrapPoint: {
            score: number;
            low: number | null;
            high: number | null;
        };
        /** @description A folder that cannot be used, and why. */
        BrokenFolder: {
            folder: string;
            errors: components["schemas"]["Fault"][];
        };
        /** @description A file of a folder with texts in another language, which are not used, and why. */
        BrokenTranslation: {
            folder: string;
            file: string;
            errors: components["schemas"]["Fault"][];
        };
        /** @description A version that cannot be read, and why. */
        BrokenVersion: {
            version: string;
            champion: boolean;
            broken: string;
            withdrawn: components["schemas"]["Withdrawal"] | null;
            hold: components["schemas"]["Hold"] | null;
        };
        /** @description Mean prediction and observed share, with its interval, of `n` people alike in it. */
        CalibrationGroup: {
            predicted: number;
            observed: number;
            low: number;
            high: number;
            n: number;
        };
        /** @description Whether what was predicted happened. Perfect are an `intercept` of 0, a `slope` of 1 and as many observed as expected. Cross-validation makes the first and the last true by itself: they have no interval then. */
        CalibrationReport: {
            intercept: components["schemas"]["Figure"] | null;
            slope: components["schemas"]["Estimate"] | null;
            expected_calibration_error: number;
            observed_expected: components["schemas"]["Figure"] | null;
            groups: components["schemas"]["CalibrationGroup"][];
        };
        /** @description The kind of model that won. */
        Candidate: {
            name: string;
            label: string;
        };
        /** @description To the best candidate, paired over the folds. */
        CandidateDifference: {
            log_loss: number;
            standard_error: number;
        };
        /** @description A candidate and the best of the `configurations` that were tried, out of fold. `calibration_log_loss` has the kinds of calibration that were tried; null: it did not succeed. */
        CandidateReport: {
            name: string;
            label: string;
            hyperparameters: {
                [key: string]: unknown;
            };
            configurations: number;
            seconds: number;
            /** @enum {string} */
            calibration: "none" | "shrinkage" | "logistic" | "isotonic";
            calibration_log_loss: {
                [key: string]: number | null;
            };
            difference: components["schemas"]["CandidateDifference"];
            metrics: components["schemas"]["Measures"];
        };
        /** @description A chained file: `of` the audit log, or of a predictor's history. `unchained` lines are from before there was a chain. `faults` are sentences; none: nothing was changed, dropped, moved or put in. `head` is the hash to keep elsewhere. */
        Chain: {
            of: string;
            entries: number;
            unchained: number;
            head: string | null;
            faults: string[];
        };
        /** @description The version that is to answer: since when, by whom, why. What its manifest would tell is null where that cannot be read. */
        Champion: {
            version: string;
            since: string;
            by: string;
            reason: string;
            candidate: string | null;
            candidate_label: string | null;
            threshold: number | null;
        };
        /** @description `comparisons`: how often the gate has decided on the present anchor. `former` is the champion that a roll-back would go to. `history` is a page, newest first, and `next` the cursor of the page after it, null: none. */
        ChampionHistory: {
            champion: components["schemas"]["Champion"] | null;
            comparisons: number;
            former: string | null;
            history: components["schemas"]["Event"][];
            next: string | null;
        };
        ChampionPointer: {
            version: string;
            since: string;
        };
        Choice: {
            value: string;
            label: string;
        };
        /** @description What the forms that were chosen on these rows are worth. Null where the winner does not see them. */
        ChosenBasis: {
            fields: string[];
            with: components["schemas"]["BasisFigures"] | null;
            without: components["schemas"]["BasisFigures"] | null;
        };
        /** @description Which sentence it is, and by name the values in it; what is no number is None. A value that is text is a name (of a field, of a version), or an English sentence within it. */
        Code: {
            name: string;
            values: {
                [key: string]: string | boolean | number | null;
            };
        };
        /** @description What a collection would do now; `policy` null: nothing says how many are to stay. `automatic`: it is done after each publication. `going` versions would be removed and `staying` would not, of which the first are named, the newest first. `bytes` are those of the files that would go. `under_way`: the trainer is at it, or is to be; null while the queue cannot be asked. */
        Collection: {
            predictor: string;
            policy: components["schemas"]["RetentionPolicy"] | null;
            automatic: boolean;
            going: number;
            staying: number;
            bytes: number;
            goes: string[];
            stays: components["schemas"]["KeptVersion"][];
            reasons: components["schemas"]["KeptFor"][];
            under_way: boolean | null;
        };
        /** @description The body of a collection: so many of the newest stay; the setting says it otherwise. */
        CollectionRequest: {
            keep?: number | null;
            reason?: string | null;
        };
        /** @description A figure on the rows that were sent, and the training's own. `z`: how far they lie apart, in standard errors of both together. `differs`: further than chance explains. */
        ComparedFigure: {
            name: string;
            label: string;
            here: components["schemas"]["Figure"] | null;
            training: components["schemas"]["Figure"] | null;
            z: number | null;
            /** @enum {string} */
            found: "alike" | "perhaps" | "differs" | "cannot tell";
            words: string;
        };
        ComparedFigures: {
            how: string;
            figures: components["schemas"]["ComparedFigure"][];
        };
        /** @description How the candidates were compared. */
        Comparison: {
            rows: number;
            folds: number;
            repeats: number;
            note: string;
        };
        /** @description The job that stands in the way. */
        Conflict: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            training: components["schemas"]["JobRecord"];
        };
        /** @description How many people were rightly and wrongly called positive and negative. */
        Confusion: {
            tn: number | "fewer than 5";
            fp: number | "fewer than 5";
            fn: number | "fewer than 5";
            tp: number | "fewer than 5";
        };
        /** @description What each field adds to the baseline; they sum up to the probability in points of 100. */
        Contributions: {
            /** @enum {string} */
            unit: "points of 100";
            baseline: number;
            contributions: {
                [key: string]: number;
            };
        };
        /** @description Square matrices over `fields`; null where a coefficient would mean nothing. */
        Correlation: {
            fields: string[];
            pearson: (number | null)[][];
            spearman: (number | null)[][];
        };
        /** @description The rows of a training: `sha256` is that of the first data set. */
        DataReport: {
            rows: number;
            people?: number;
            positives: number;
            prevalence: number;
            duplicates: number | "fewer than 5";
            missing: {
                [key: string]: number | "fewer than 5";
            };
            drift?: components["schemas"]["Drift"] | null;
            fields: components["schemas"]["FieldReport"][];
            correlation: components["schemas"]["Correlation"];
            sha256: string;
            datasets: components["schemas"]["LearnedDataSet"][];
        };
        /** @description A data set that the version was trained on: `initial`, or an uploaded one's SHA-256. */
        DataSet: {
            name: string;
            sha256: string;
            rows: number;
        };
        /** @description Rows that a training may learn from. `progress` is 0 to 1 while they are checked. `message` says what keeps a check waiting, where something has to be done about it. `asked`: they hold a `question` and are learned from once it is answered. `again` is null where nobody has looked for known people. So many rows as are `repeated` say what one of the initial rows says, with the same outcome. Operators are told, and whoever has sent them; others, and where nobody has looked, read null. Where they copy fewer than five different rows it says no more, not even that there is none: whether one certain person is among the initial rows must not be found out by sending a row. Viewers and whoever has no key are not told columns that are no field, which may be cells, nor what the `file` was called. */
        DataSetDescription: {
            name: string;
            file: string | null;
            sha256: string;
            size: number | null;
            rows: number | null;
            events: number | "fewer than 5" | null;
            by: string | null;
            at: string | null;
            /** @enum {string} */
            status: "checking" | "usable" | "asked" | "faulty" | "failed";
            progress: number | null;
            message: string | null;
            checked_at: string | null;
            faults: components["schemas"]["RowFaults"];
            error: string | null;
            error_code: components["schemas"]["Code"] | null;
            job: string | null;
            again: components["schemas"]["KnownPeople"] | null;
            repeated: number | "fewer than 5" | null;
            question: string | null;
            answer: components["schemas"]["SamePeople"] | null;
        };
        DataSets: {
            predictor: string;
            limits: components["schemas"]["UploadLimits"];
            datasets: components["schemas"]["DataSetDescription"][];
        };
        /** @description Net benefit per person at each threshold; null where it would tell of one to four people. From `model_low` to `model_high` reaches the interval of the model's at each threshold alone; null where nobody is pointed out. */
        DecisionCurve: {
            thresholds: number[];
            model: (number | null)[];
            model_low?: (number | null)[];
            model_high?: (number | null)[];
            treat_all: number[];
            prevalence: number;
        };
        /** @description `rows` that the champion had not learned from, against its own. */
        Drift: {
            rows: number;
            against: number;
            outcome: components["schemas"]["Shift"] | null;
        };
        /** @description The mean probability where the field has this value; null: a choice, or unknown. */
        EffectPoint: {
            label: string;
            value: number | null;
            risk: number;
        };
        /** @description What the model makes of each value, the other fields being as they are in made `rows`. Partial dependence; a number is looked at between ends that five people share. */
        Effects: {
            rows: number;
            fields: components["schemas"]["FieldEffect"][];
        };
        /** @description What became of a version when it was made; of older ones the reasons have no codes. */
        Ending: {
            /** @enum {string} */
            outcome: "promoted" | "candidate" | "rejected";
            reasons: string[];
            reason_codes?: (components["schemas"]["Code"] | null)[] | null;
        };
        /** @description How clients of the Open Inference Protocol expect an error. */
        ErrorV2: {
            error: string;
        };
        /** @description An estimate with its interval. */
        Estimate: {
            estimate: number;
            low: number;
            high: number;
        };
        /** @description The version on the rows that measure it, beside others; `no_champion` says why it lacks. */
        EvaluationReport: {
            /** @enum {string} */
            on: "holdout" | "cross-validation";
            how: string;
            winner: components["schemas"]["Measures"];
            always_no: components["schemas"]["Measures"];
            reference: components["schemas"]["NamedMeasures"] | null;
            plain_logistic: components["schemas"]["Measures"] | null;
            champion: components["schemas"]["Measures"] | null;
            no_champion: string | null;
        };
        /** @description The fixed evaluation set, by its id. */
        EvaluationRows: {
            id: string;
            rows: number;
            events: number;
            people?: number;
        };
        /** @description The rows that champions and challengers meet on, and the version's log loss there. */
        EvaluationSetRecord: {
            id: string;
            log_loss: number;
        };
        /** @description One line of a predictor's history. The gate's decisions name the `anchor` that they used and the champion that the version was measured `against`; None: there was none, nobody measured, or the line is from before that was written down. `reasons` are those of a training's end, one by one; `reason` joins them, `reason_codes` say them to those who say them in other words. A publication names its `job`, and the version's `log_loss` on the anchor, since that was written down. `facts` are of a version that was collected. */
        Event: {
            at: string;
            /** @enum {string} */
            event: "promoted" | "kept as candidate" | "rejected" | "rolled back" | "forced" | "withdrawn" | "held" | "released" | "collected";
            version: string;
            by: string;
            reason: string;
            anchor: string | null;
            against: string | null;
            reasons: string[] | null;
            job: string | null;
            log_loss: number | null;
            facts: components["schemas"]["Facts"] | null;
            reason_codes: (components["schemas"]["Code"] | null)[] | null;
        };
        /** @description A prediction with its parts, or why there is none. */
        ExplanationResponse: components["schemas"]["ScoredExplanation"] | components["schemas"]["RefusedExplanation"];
        /** @description What stays known of a version that was collected; None: its files did not say it. `created` is ISO 8601, `auroc` and `log_loss` are those that its training measured. */
        Facts: {
            candidate: string | null;
            candidate_label: string | null;
            created: string | null;
            rows: number | null;
            auroc: number | null;
            log_loss: number | null;
        };
        /** @description One thing that is wrong with a document. `pointer` is a JSON Pointer (RFC 6901) into the document, `detail` a sentence that completes "this value ...", and `code` says it to those who say it otherwise. A fault never repeats the value itself: a person may have typed it. */
        Fault: {
            pointer: string;
            detail: string;
            code: components["schemas"]["Code"] | null;
        };
        /** @description A body that is wrong: each fault with a JSON Pointer (RFC 6901) into it. */
        FaultyBody: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            errors: components["schemas"]["Fault"][];
        };
        /** @description Rows that are wrong, by line and column; the header is line 1. */
        FaultyTable: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            errors: components["schemas"]["RowFault"][];
        };
        /** @description One column of the model's matrix; `codes` lists the values that 0, 1, ... stand for. */
        FieldCode: {
            name: string;
            type: string;
            codes: string[] | null;
        };
        /** @description The values of a field: a number's in rising order, its being unknown last. */
        FieldEffect: {
            name: string;
            points: components["schemas"]["EffectPoint"][];
        };
        /** @description By how many points of 100 a field moves an answer, on average; its interval is over people. Reports from before it was measured lack it. */
        FieldImportance: {
            name: string;
            label: string;
            points: number;
            low?: number;
            high?: number;
        };
        /** @description Why a field gets no number. Where the training rows end there, `studied` is where. */
        FieldRefusal: {
            field: string;
            reason: string;
            studied?: components["schemas"]["StudiedRange"];
        };
        /** @description One field. `stability` compares the new rows with the champion's, all in older reports. It is the population stability index, of which chance explains `stability_limit`. */
        FieldReport: {
            name: string;
            label: string;
            unit: string | null;
            /** @enum {string} */
            type: "number" | "integer" | "category" | "boolean";
            missing: number | "fewer than 5";
            outliers: components["schemas"]["Outliers"] | null;
            summary: components["schemas"]["Summary"] | null;
            bins: components["schemas"]["Bin"][];
            association: components["schemas"]["Association"] | null;
            stability: number | null;
            stability_limit?: number | null;
        };
        /** @description A figure with its 95 % interval, which it may lack. */
        Figure: {
            estimate: number;
            low: number | null;
            high: number | null;
        };
        /** @description What a file must be before it is parsed. */
        FileDigest: {
            sha256: string;
            size: number;
        };
        /** @description One question; members that its type does not have are null. `below` and `above` say why it ends at `minimum` and `maximum`, where the rows of the serving version set these ends: what is possible beyond them gets this reason and no number. `changeable`: a page may show how it was with people who answer otherwise. */
        FormField: {
            name: string;
            /** @enum {string} */
            type: "number" | "integer" | "category" | "boolean";
            label: string;
            unit: string | null;
            other_units: components["schemas"]["OtherUnit"][];
            help: string | null;
            minimum: number | null;
            maximum: number | null;
            below: string | null;
            above: string | null;
            step: number | null;
            refusals: components["schemas"]["RefusedRange"][];
            choices: components["schemas"]["Choice"][] | null;
            ordered: boolean;
            changeable: boolean;
            missing: components["schemas"]["MissingValues"];
            example: boolean | number | string | null;
        };
        /** @description One thing that the gate has looked at; from `low` to `high` is tolerated, null: no end. `interval` is what the rows leave open of the value. A truth below `shown_below` or above `shown_above` they would have shown in four of five cases. `holds_back`: a version waits for a person where they tell too little. Older reports know passed and not passed alone. */
        GateCheck: {
            name: string;
            against: string;
            value: number | null;
            low: number | null;
            high: number | null;
            passed: boolean;
            words: string;
            /** @enum {string} */
            found?: "passed" | "too little" | "failed";
            interval?: [
                number,
                number
            ] | null;
            shown_below?: number | null;
            shown_above?: number | null;
            holds_back?: boolean;
        };
        /** @description What the gate has said, on the evaluation set `anchor`; older reports have no outcome. */
        GateReport: {
            accepted: boolean;
            /** @enum {string} */
            outcome?: "accepted" | "undecided" | "rejected";
            reasons: string[];
            checks: components["schemas"]["GateCheck"][];
            anchor: string;
            comparisons: number;
            against?: components["schemas"]["MetChampion"];
        };
        /** @description A version and its legal hold; null: nobody holds it. */
        Held: {
            predictor: string;
            version: string;
            hold: components["schemas"]["Hold"] | null;
        };
        /** @description That a version must not be removed: since when (ISO 8601), by whom and why. */
        Hold: {
            at: string;
            by: string;
            reason: string;
        };
        /** @description A version of another site; once it is `done` it is a candidate, or what it became since. `sha256` is what the archive ends with, as an export tells it, and `size` its bytes; null where the version was here already and nobody has sent it. `same_declaration`: whether it was trained with the declaration that lay here when it came; null where none did. */
        ImportDescription: {
            predictor: string;
            version: string;
            /** @enum {string} */
            status: "queued" | "done" | "failed";
            message: string | null;
            error: string | null;
            sha256: string | null;
            size: number | null;
            by: string | null;
            at: string | null;
            ended_at: string | null;
            same_declaration: boolean | null;
        };
        /** @description Measured on so many `people`; the field that moves most comes first. */
        Importance: {
            people: number;
            fields: components["schemas"]["FieldImportance"][];
        };
        IndexedModel: {
            name: string;
            version: string;
            /** @enum {string} */
            state: "READY";
            reason: string;
        };
        /** @description The models that answer, each with its version. */
        IndexedModels: components["schemas"]["IndexedModel"][];
        /** @description Values in row-major order, flat or nested. */
        InferenceRequest: {
            id?: string | null;
            parameters?: components["schemas"]["RequestParameters"] | null;
            inputs: components["schemas"]["InputTensor"][];
            outputs?: components["schemas"]["WantedOutput"][] | null;
        } & {
            [key: string]: unknown;
        };
        InferenceResponse: {
            model_name: string;
            model_version: string;
            id?: string;
            outputs: components["schemas"]["OutputTensor"][];
        };
        /** @description A field's values, [N] or [N, 1], or all fields, [N, fields], under another name. */
        InputTensor: {
            name: string;
            /** @enum {string} */
            datatype: "BOOL" | "INT32" | "INT64" | "FP32" | "FP64" | "BYTES";
            shape: number[];
            data?: unknown[] | boolean | number | string | null;
            parameters?: components["schemas"]["BinaryInput"] | null;
        } & {
            [key: string]: unknown;
        };
        Interval: {
            low: number;
            high: number;
        };
        /** @description One retraining as people see it. Times are ISO 8601 in UTC, progress is 0 to 1. `promote` False: what it makes is kept as a candidate at best. `reasons` say one by one why its version has become what it is, as `message` does then; codes are for other languages. */
        JobRecord: {
            id: string;
            predictor: string;
            /** @enum {string} */
            status: "queued" | "running" | "published" | "candidate" | "rejected" | "failed" | "cancelled";
            /** @enum {string} */
            stage: "queued" | "data" | "split" | "candidates" | "fit" | "evaluate" | "gate" | "export" | "publish" | "done";
            progress: number;
            message: string | null;
            version: string | null;
            error: string | null;
            reason: string | null;
            requested_by: string;
            attempt: number;
            enqueued_at: string;
            started_at: string | null;
            ended_at: string | null;
            /**
             * @default full
             * @enum {string}
             */
            effort: "quick" | "full";
            /**
             * @default [
             *       "initial"
             *     ]
             */
            datasets: string[];
            stability: {
                [key: string]: number | null;
            } | null;
            shifted: string[] | null;
            /** @default 0 */
            gave_way: number;
            /** @default true */
            promote: boolean;
            reasons: string[] | null;
            reason_codes: (components["schemas"]["Code"] | null)[] | null;
            error_code: components["schemas"]["Code"] | null;
        };
        /** @description A reason, and for how many versions it holds. */
        KeptFor: {
            reason: string;
            versions: number;
        };
        /** @description A version that stays, and every reason why. */
        KeptVersion: {
            version: string;
            reasons: string[];
        };
        /** @description A named key, without what is sent. `predictors` null: for all of them. `expires` null: in use until it is revoked. */
        Key: {
            id: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "data_scientist" | "operator" | "auditor";
            predictors: string[] | null;
            /** @enum {string} */
            status: "in use" | "expired" | "revoked";
            created: string;
            created_by: string;
            days: number | null;
            expires: string | null;
            rotated: string | null;
            revoked: string | null;
            revoked_by: string | null;
        };
        /** @description All keys, the newest first; what is over is told for 400 days. */
        Keys: {
            keys: components["schemas"]["Key"][];
        };
        /** @description Of `rows` that were compared with `known` ones about `again` look like known people. `told`: of how many of them it can be said which known row they repeat. "cannot tell": people are so alike that nobody would be found again. */
        KnownPeople: {
            /** @enum {string} */
            outcome: "none" | "found" | "cannot tell";
            rows: number;
            known: number;
            again: number | "fewer than 5";
            told: number | "fewer than 5";
        };
        /** @description The recipe learned from what came before `begins` and measured on what came after. `random` is the version itself, `why` says what was too little for `later`. */
        LaterReport: {
            column: string;
            begins: string;
            learned: number;
            n: number | "fewer than 5";
            events: number | "fewer than 5";
            later: components["schemas"]["PartFigures"] | null;
            random: components["schemas"]["PartFigures"] | null;
            why: string | null;
        };
        /** @description `again` is null where nobody was asked. */
        LearnedDataSet: {
            name: string;
            sha256: string;
            rows: number;
            positives: number;
            again?: components["schemas"]["RepeatedPeople"] | null;
        };
        /** @description What the rows have in common with those that the version has learned from. `file` is the data set with the same SHA-256. Of `rows` distinct ones `same` stand among those it learned from, where `chance` of other people's would, and `measured` among those that measured it. It has learned of so many of the `people`, null where no column tells. `unread` data sets are not there any more. */
        LearnedRows: {
            file: string | null;
            rows: number;
            same: number | "fewer than 5";
            chance: number;
            measured: number | "fewer than 5";
            people: number | "fewer than 5" | null;
            again: components["schemas"]["KnownPeople"] | null;
            unread: string[];
        };
        /** @description A version in the list; `measures` are the held-out figures of its report. `datasets` are those that it has learned from. `accepted` is what the gate has said, and of its `checks` so many were passed; older reports have none. `outcome` is what became of the version when it was made, and for which `reasons`, whose codes older ones lack. A candidate is kept, and may be promoted by the operator. One that is `withdrawn` answers no more, one under a legal `hold` is not removed. */
        ListedVersion: {
            version: string;
            /** Format: date-time */
            created: string;
            candidate: string;
            candidate_label: string;
            threshold: number;
            job: string;
            rows: number;
            /** @enum {string} */
            effort: "quick" | "full";
            datasets: string[];
            champion: boolean;
            accepted: boolean;
            checks_passed: number;
            checks: number;
            /** @enum {string} */
            outcome: "promoted" | "candidate" | "rejected";
            reasons: string[];
            reason_codes: (components["schemas"]["Code"] | null)[] | null;
            withdrawn: components["schemas"]["Withdrawal"] | null;
            hold: components["schemas"]["Hold"] | null;
            measures: components["schemas"]["Measures"];
        };
        Live: {
            live: boolean;
        };
        /** @description A key that was made or rotated; `secret` is what to send, and is told this once. */
        MadeKey: {
            key: components["schemas"]["Key"];
            secret: string;
        };
        /** @description The interval of each measure that has one. */
        MeasureIntervals: {
            auroc: [
                number,
                number
            ];
            auprc: [
                number,
                number
            ];
            log_loss: [
                number,
                number
            ];
            brier: [
                number,
                number
            ];
            accuracy: [
                number,
                number
            ];
            precision: [
                number,
                number
            ];
            recall: [
                number,
                number
            ];
            specificity: [
                number,
                number
            ];
        };
        /** @description Rows and fields. Where people have several rows, the fields describe one row of each. */
        MeasuredRows: {
            rows: number;
            people?: number;
            positives: number;
            prevalence: number;
            duplicates: number | "fewer than 5";
            missing: {
                [key: string]: number | "fewer than 5";
            };
            drift?: components["schemas"]["Drift"] | null;
            fields: components["schemas"]["FieldReport"][];
            correlation: components["schemas"]["Correlation"];
        };
        /** @description How good probabilities are on `n` rows with `events` positive ones. Where people have several rows they are of so many `people`, whom `events` and the intervals count. `threshold` null: nobody is called positive. */
        Measures: {
            n: number;
            events: number;
            threshold: number | null;
            accuracy: number;
            balanced_accuracy: number;
            precision: number;
            recall: number;
            specificity: number;
            f1: number;
            mcc: number;
            auroc: number;
            auprc: number;
            log_loss: number;
            brier: number;
            confusion: components["schemas"]["Confusion"];
            intervals: components["schemas"]["MeasureIntervals"];
            people?: number | null;
        };
        /** @description Whom the gate has measured it against, and how many versions were ever promoted. */
        MetChampion: {
            champion: string | null;
            promoted: number;
            withdrawn: number;
        };
        /** @description Whether a value may be unknown; `averaged`: the answer then has a range. */
        MissingValues: {
            allowed: boolean;
            averaged: boolean;
            label: string | null;
            values: (number | string)[];
        };
        ModelMetadata: {
            name: string;
            versions: string[];
            platform: string;
            inputs: components["schemas"]["TensorMetadata"][];
            outputs: components["schemas"]["TensorMetadata"][];
            parameters: components["schemas"]["ModelParameters"];
        };
        /** @description The version that answers, and the shape of all fields as one tensor. */
        ModelParameters: {
            serves: string;
            one_tensor: string;
        };
        ModelReady: {
            name: string;
            ready: boolean;
        };
        Models: {
            models: string[];
        };
        /** @description A baseline that has a label. */
        NamedMeasures: {
            label: string;
            metrics: components["schemas"]["Measures"];
        };
        /** @description The body of a key: whose it is, what it may do, for which predictors and for how many days. `predictors` null: for all of them. `days` null: until it is revoked. */
        NewKey: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "data_scientist" | "operator" | "auditor";
            predictors?: string[] | null;
            days?: number | null;
        };
        /** @description No version yet: the training on its way, or the last one, which did not lead to a model. */
        NoModelYet: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            training: components["schemas"]["JobRecord"] | null;
            failed: components["schemas"]["JobRecord"] | null;
            rejected: components["schemas"]["JobRecord"] | null;
            candidate: components["schemas"]["JobRecord"] | null;
        };
        /** @description Nothing more is to be said. */
        Nothing: Record<string, never>;
        /** @description Between which shares of the people with a score like this had it: a 95 % interval. `n` is how many of the people whom the version was measured on had a score within two points of 100 of this one; null where an older version has not counted them. Where they are fewer than five there is no band. `agrees` says whether the probability, in whole points of 100, lies in the interval; where it does not, believe the interval: it is what was observed. */
        ObservedRisk: {
            low: number;
            high: number;
            n: number | null;
            agrees: boolean;
        };
        /** @description This document. */
        OpenAPI: {
            /** @enum {string} */
            openapi: "3.1.1";
            info: {
                [key: string]: unknown;
            };
            paths: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /** @description The scores by outcome, and a point at each border between two bins, both rising. ROC and precision-recall curve go through the points. Of an outcome nobody stands in a bin, or five people and more: where they would be fewer, bins are joined. */
        Operating: {
            bins: components["schemas"]["ScoreBin"][];
            points: components["schemas"]["OperatingPoint"][];
        };
        /** @description What pointing out from `threshold` on does; `flagged` is the share pointed out. `net_benefit` is per person. */
        OperatingPoint: {
            threshold: number;
            sensitivity: components["schemas"]["Estimate"];
            specificity: components["schemas"]["Estimate"];
            precision: components["schemas"]["Estimate"];
            flagged: components["schemas"]["Estimate"];
            net_benefit?: components["schemas"]["Estimate"] | null;
        };
        /** @description One optional field, left unknown in rows that measure. `without` is the log loss of a model that has never had the field. Where it is not `offered`, `why` says what speaks against it. */
        OptionalField: {
            field: string;
            label: string;
            rows: number;
            events: number;
            log_loss: number | null;
            without: number | null;
            difference: number | null;
            standard_error: number | null;
            observed_expected: components["schemas"]["Estimate"] | null;
            offered: boolean;
            why: string | null;
        };
        /** @description What people may have a number in: times `factor` plus `offset` it is in the field's. */
        OtherUnit: {
            unit: string;
            factor: number;
            offset: number;
        };
        /** @description Rows that got no number, and rows that hold what training has not seen, by field too. */
        OutOfRangeRows: {
            refused: number | "fewer than 5";
            outside: number | "fewer than 5";
            refused_fields: {
                [key: string]: number | "fewer than 5";
            };
            outside_fields: {
                [key: string]: number | "fewer than 5";
            };
        };
        /** @description Values more than 1.5 interquartile ranges below or above the quartiles. */
        Outliers: {
            count: number | "fewer than 5";
            low: number;
            high: number;
        };
        /** @description How many of the bytes behind the JSON are this output's. `outside` is JSON, as {"0": ["Age"]}: by row, inputs beyond what the model has seen. So is `range`: by row, the range that inputs which are unknown leave, and which they are. */
        OutputParameters: {
            outside?: string;
            range?: string;
            binary_data_size?: number;
        };
        /** @description Its values, or how many of the bytes behind the JSON are its. */
        OutputTensor: {
            name: string;
            /** @enum {string} */
            datatype: "BOOL" | "INT32" | "INT64" | "FP32" | "FP64" | "BYTES";
            shape: number[];
            data?: unknown[];
            parameters?: components["schemas"]["OutputParameters"];
        };
        /** @description Whose key was sent; `id` null: it is the operator's key. `calls` are those that it gives beyond what everybody may make, as in `PUT /api/v1/predictors/{name}/champion`. */
        OwnKey: {
            id: string | null;
            name: string;
            /** @enum {string} */
            role: "viewer" | "data_scientist" | "operator" | "auditor";
            predictors: string[] | null;
            expires: string | null;
            calls: string[];
        };
        /** @description What the version's own report says of the same, as far as it says it. */
        OwnReport: {
            /** @enum {string} */
            effort?: "quick" | "full";
            /** @enum {string} */
            size?: "large" | "small";
            created?: string;
            evaluation?: components["schemas"]["EvaluationReport"];
            calibration?: components["schemas"]["CalibrationReport"];
            decision_curve?: components["schemas"]["DecisionCurve"];
            threshold?: components["schemas"]["ThresholdReport"];
            subgroups?: components["schemas"]["Subgroups"];
            winner_label?: string;
        };
        PairedComparison: {
            n: number;
            events: number;
            log_loss: components["schemas"]["PairedDifference"];
            auroc: components["schemas"]["PairedDifference"] | null;
            recall_lost: components["schemas"]["RecallLost"][];
        };
        /** @description Positive where the version is worse; `upper` is the upper one-sided 95 % bound. */
        PairedDifference: {
            mean: number;
            standard_error: number;
            upper: number;
        };
        /** @description How far the exported model is from the fitted one on `rows` rows, in probability. */
        Parity: {
            rows: number;
            largest_difference: number;
        };
        /** @description Discrimination and calibration of a part of the rows; log loss in nats per row. */
        PartFigures: {
            auroc: components["schemas"]["Estimate"] | null;
            log_loss: components["schemas"]["Estimate"];
            slope: components["schemas"]["Estimate"] | null;
            intercept: components["schemas"]["Estimate"] | null;
            observed_expected: components["schemas"]["Estimate"] | null;
        };
        /** @description Of `n` people who are alike in some fields, `events` had it. */
        PeerCount: {
            levels: components["schemas"]["PeerLevelReport"][];
            n: number;
            events: number;
        };
        /** @description People who are alike in some fields, of whom `events` of `n` had it. `sentence` says so with {n} for so many of 100. */
        PeerGroup: {
            levels: components["schemas"]["PeerLevel"][];
            n: number;
            events: number;
            sentence: string;
        };
        /** @description A `value`, or numbers from `low` up to under `high`; null where there is no end. */
        PeerLevel: {
            field: string;
            value: string | boolean | null;
            low: number | null;
            high: number | null;
        };
        /** @description A `value`, or numbers from `low` up to under `high`; null where there is no end. */
        PeerLevelReport: {
            field: string;
            value: string | boolean | null;
            low: number | null;
            high: number | null;
        };
        Period: {
            period: string;
            n: number | "fewer than 5";
            events: number | "fewer than 5";
            within: components["schemas"]["PartFigures"] | null;
        };
        /** @description Rows by when they were taken, first to last. */
        Periods: {
            column: string;
            groups: components["schemas"]["Period"][];
        };
        /** @description Between which probabilities the answer lies, depending on the `unknown` fields. The model says so of 90 % of their plausible values given all other fields, of a twentieth less than `low` and of a twentieth more than `high`. Their mean is the `probability`. It assumes that being unknown tells nothing by itself. */
        PlausibleRange: {
            low: number;
            high: number;
            unknown: string[];
        };
        /** @description What the threshold does to 100 people like those whom the version was measured on. `found` and `missed` had it, `alarms` are pointed out without it. */
        PointedOut: {
            found: number;
            missed: number;
            alarms: number;
            left: number;
        };
        /** @description Whom the rows stand for; `question` asks a person whether they are one of them. */
        Population: {
            who: string;
            question: string | null;
            source: string;
            rows: number | null;
            limits: string[];
        };
        /** @description One answer, or those to a list. */
        PredictionResponse: components["schemas"]["ScoredPrediction"] | components["schemas"]["RefusedPrediction"] | components["schemas"]["Predictions"];
        /** @description The answers to a list, in its order. */
        Predictions: {
            predictor: string;
            version: string;
            threshold: number;
            predictions: (components["schemas"]["ScoredRecord"] | components["schemas"]["RefusedRecord"])[];
        };
        /** @description All that a form needs, and who answers; a `draft` answers holders of a key alone. Its texts are in `language`; `languages` are those in which it can be asked for. */
        Predictor: {
            name: string;
            language: string;
            languages: string[];
            title: string;
            summary: string;
            draft: boolean;
            target: components["schemas"]["Target"];
            population: components["schemas"]["Population"];
            wording: components["schemas"]["Wording"];
            sections: components["schemas"]["Section"][];
            fields: components["schemas"]["FormField"][];
            peers: components["schemas"]["PeerGroup"][];
            pointed_out: components["schemas"]["PointedOut"] | null;
            /** @enum {string} */
            declaration: "champion" | "folder";
            champion: components["schemas"]["Champion"] | null;
            serving: components["schemas"]["ServingVersion"] | null;
            refusals: components["schemas"]["Refusal"][];
            training: components["schemas"]["JobRecord"] | null;
            failed: components["schemas"]["JobRecord"] | null;
            rejected: components["schemas"]["JobRecord"] | null;
            candidate: components["schemas"]["JobRecord"] | null;
        };
        /** @description Without a champion, one of the last three is the last training, if it ended so. A `draft` has texts that are still to be written, and answers holders of a key alone. Title and summary are in `language`. */
        PredictorSummary: {
            name: string;
            language: string;
            title: string;
            summary: string;
            draft: boolean;
            champion: components["schemas"]["ChampionPointer"] | null;
            training: components["schemas"]["JobRecord"] | null;
            failed: components["schemas"]["JobRecord"] | null;
            rejected: components["schemas"]["JobRecord"] | null;
            candidate: components["schemas"]["JobRecord"] | null;
        };
        /** @description What can be predicted, and the folders and translations that cannot be used. */
        Predictors: {
            predictors: components["schemas"]["PredictorSummary"][];
            broken: components["schemas"]["BrokenFolder"][];
            broken_translations?: components["schemas"]["BrokenTranslation"][];
        };
        /** @description What the declaration wants done to rows that teach, and what that has removed. */
        PreparationReport: {
            duplicates: string;
            outliers: string;
            balance: string;
            select: "all" | number;
            removed: components["schemas"]["Removed"];
        };
        /** @description RFC 9457; `detail` says in words what was wrong and what to do. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
        };
        /** @description How many processes the API has, on all hosts, and how many of them answer with a version. */
        Processes: {
            serving: number;
            of: number;
        };
        /** @description `processes`: all that answer here, and how many of them serve this version already. */
        Promoted: {
            champion: components["schemas"]["Champion"] | null;
            processes: components["schemas"]["Processes"];
        };
        /** @description Whether a value is known before the outcome, and is about anything. Of a column that repeats: whether it says whose a row is. `answer` null: nobody has answered. */
        Question: {
            field: string;
            label: string;
            kinds: ("name" | "identifier" | "afterwards" | "dominates" | "repeats")[];
            evidence: string[];
            answer: string | null;
            auroc: number | null;
            share: number | null;
        };
        Ready: {
            live: boolean;
            ready: boolean;
        };
        /** @description The body of a legal hold. */
        ReasonedHold: {
            reason: string;
        };
        /** @description The body of a promotion or a roll-back; a version that the gate rejected needs a reason. */
        ReasonedPromotion: {
            version: string;
            reason?: string | null;
        };
        /** @description The body of a withdrawal. */
        ReasonedWithdrawal: {
            reason: string;
        };
        RecallLost: {
            label: string;
            group: string;
            events: number;
            lost: number;
            standard_error: number;
        };
        /** @description How the model was made: what it takes to make it again from the same data sets. */
        Recipe: {
            hyperparameters: {
                [key: string]: boolean | number | string | null;
            };
            /** @enum {string} */
            calibration: "none" | "shrinkage" | "logistic" | "isotonic";
        };
        RecipeReport: {
            candidate: string;
            hyperparameters: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            calibration: "none" | "shrinkage" | "logistic" | "isotonic";
            datasets: string[];
        };
        /** @description A version that was to serve and does not: since when (ISO 8601) and why. */
        Refusal: {
            version: string;
            at: string;
            reason: string;
        };
        /** @description One record that this model does not answer, so that there is nothing to explain. */
        RefusedExplanation: {
            predictor: string;
            version: string;
            threshold: number;
            probability: number | null;
            positive: boolean | null;
            outside: string[];
            refusals: components["schemas"]["FieldRefusal"][];
            explanation: components["schemas"]["Contributions"] | null;
        };
        /** @description One record that this model does not answer, and why. */
        RefusedPrediction: {
            predictor: string;
            version: string;
            threshold: number;
            probability: number | null;
            positive: boolean | null;
            outside: string[];
            refusals: components["schemas"]["FieldRefusal"][];
        };
        /** @description From one of the two on, or up to the other, no model is asked, and why. */
        RefusedRange: {
            at_least: number | null;
            at_most: number | null;
            reason: string;
        };
        /** @description A record that this model does not answer, and why; probability and positive are null. */
        RefusedRecord: {
            probability: number | null;
            positive: boolean | null;
            outside: string[];
            refusals: components["schemas"]["FieldRefusal"][];
        };
        Removed: {
            duplicates: number | "fewer than 5";
            outliers: number | "fewer than 5";
        };
        /** @description Rows that are gone, and the versions that have learned from them, newest first. */
        RemovedDataSet: {
            predictor: string;
            removed: string;
            learned: components["schemas"]["TrainedVersion"][];
        };
        RemovedValidation: {
            predictor: string;
            removed: string;
        };
        /** @description Rows that look like people who were known, and what a person has answered. */
        RepeatedPeople: {
            /** @enum {string} */
            outcome: "none" | "found" | "cannot tell";
            rows: number;
            known: number;
            again: number | "fewer than 5";
            told: number | "fewer than 5";
            answer: components["schemas"]["SamePeople"] | null;
        };
        /** @description Everything that was measured, in format 2; what is not required older reports lack. A count of one to four people reads "fewer than 5", and no smallest or largest value is told. `score_band` is the observed risk by score. `sites` and `later` are there where columns say where and when rows were taken. `durations` are in seconds, by step. `withdrawn` is no part of what was measured: the version is out of use since. */
        Report: {
            format: number;
            predictor: string;
            title: string;
            created: string;
            /** @enum {string} */
            effort: "quick" | "full";
            /** @enum {string} */
            size: "large" | "small";
            data: components["schemas"]["DataReport"];
            preparation: components["schemas"]["PreparationReport"];
            split: components["schemas"]["SplitReport"];
            comparison: components["schemas"]["Comparison"];
            candidates: components["schemas"]["CandidateReport"][];
            baselines: components["schemas"]["BaselineMeasures"];
            winner: string;
            winner_label: string;
            why: string;
            recipe: components["schemas"]["RecipeReport"];
            out_of_fold: components["schemas"]["Measures"];
            evaluation: components["schemas"]["EvaluationReport"];
            threshold: components["schemas"]["ThresholdReport"];
            calibration: components["schemas"]["CalibrationReport"];
            decision_curve: components["schemas"]["DecisionCurve"];
            operating?: components["schemas"]["Operating"];
            subgroups: components["schemas"]["Subgroups"];
            score_band: components["schemas"]["ScorePoint"][];
            refits: components["schemas"]["BootstrapModels"] | null;
            sample_size?: components["schemas"]["SampleSize"] | null;
            forms?: components["schemas"]["ChosenBasis"] | null;
            gate: components["schemas"]["GateReport"];
            ending?: components["schemas"]["Ending"];
            parity: components["schemas"]["Parity"];
            importance?: components["schemas"]["Importance"] | null;
            effects?: components["schemas"]["Effects"];
            optional?: components["schemas"]["OptionalField"][];
            peers?: components["schemas"]["PeerCount"][];
            sites?: components["schemas"]["SitesReport"] | null;
            later?: components["schemas"]["LaterReport"] | null;
            questions?: components["schemas"]["Question"][];
            durations: {
                [key: string]: number;
            };
            withdrawn: components["schemas"]["Withdrawal"] | null;
        };
        RequestParameters: {
            binary_data_output?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /** @description How much is kept in any case. The `newest` that were published, the champion and the `promotions` champions before it, and whoever was champion within so many `days`. */
        RetentionPolicy: {
            newest: number;
            /** @default 10 */
            promotions: number;
            /** @default 90 */
            days: number;
        };
        /** @description The body of a retraining; all of it may be left out. With `promote` false, what is trained is kept as a candidate at best. */
        RetrainingRequest: {
            reason?: string | null;
            /** @default full */
            effort: ("quick" | "full") | null;
            /** @default true */
            promote: boolean | null;
            /**
             * @default [
             *       "initial"
             *     ]
             */
            datasets: string[] | null;
        };
        Retrainings: {
            retrainings: components["schemas"]["JobRecord"][];
        };
        RootModel_Union_ScoredExplanation__RefusedExplanation__: components["schemas"]["ScoredExplanation"] | components["schemas"]["RefusedExplanation"];
        RootModel_Union_ScoredPrediction__RefusedPrediction__Predictions__: components["schemas"]["ScoredPrediction"] | components["schemas"]["RefusedPrediction"] | components["schemas"]["Predictions"];
        RootModel_list_IndexedModel__: components["schemas"]["IndexedModel"][];
        /** @description One thing that is wrong with a table; it never repeats a cell. `row` is the line of the file, whose header is line 1; None: the whole file, or the whole column. `detail` completes "this cell ..." (row, column, file), and `code` says it to those who say it otherwise. */
        RowFault: {
            row: number | null;
            column: string | null;
            detail: string;
            code: components["schemas"]["Code"] | null;
        };
        RowFaults: {
            count: number;
            first: components["schemas"]["RowFault"][];
        };
        /** @description What a person has answered: whether rows that come again are the same people. */
        SamePeople: {
            same_people: boolean;
            reason: string | null;
            by: string;
            at: string;
        };
        /** @description The body of an answer; the reason stands in the report of what is trained on the rows. Different people need one. */
        SamePeopleAnswer: {
            same_people: boolean;
            reason?: string | null;
        };
        /** @description People that there are, and that each criterion of Riley and others asks for. Null: nothing was learned, and no number follows. */
        SampleSize: {
            rows: number;
            events: number;
            parameters: number;
            r2: number;
            shrinkage: number | null;
            optimism: number | null;
            overall: number;
            needed: number | null;
            enough: boolean;
        };
        /** @description People with a probability from `low` up to `high`, by outcome. */
        ScoreBin: {
            low: number;
            high: number;
            positive: number | "fewer than 5";
            negative: number | "fewer than 5";
        };
        /** @description Which share of the people with this score, in points of 100, had it. `near` of them have a score within two points. */
        ScorePoint: {
            score: number;
            observed: number | null;
            low: number | null;
            high: number | null;
            near?: number | null;
        };
        /** @description A prediction and what each field has contributed to it. */
        ScoredExplanation: {
            predictor: string;
            version: string;
            threshold: number;
            probability: number;
            positive: boolean;
            range?: components["schemas"]["PlausibleRange"];
            band?: components["schemas"]["ObservedRisk"];
            refits?: components["schemas"]["Interval"];
            outside: string[];
            thin?: components["schemas"]["ThinField"][];
            explanation: components["schemas"]["Contributions"];
        };
        /** @description The answer to one record. `positive`: the probability lies at or above the threshold. */
        ScoredPrediction: {
            predictor: string;
            version: string;
            threshold: number;
            probability: number;
            positive: boolean;
            range?: components["schemas"]["PlausibleRange"];
            band?: components["schemas"]["ObservedRisk"];
            refits?: components["schemas"]["Interval"];
            outside: string[];
            thin?: components["schemas"]["ThinField"][];
        };
        /** @description A record's answer. `outside` names the fields outside the range seen in training. `thin` says of them, in words, how few people there were: the figure is a guess. It is absent where nothing is outside, or where an older version has not counted. Where optional fields are unknown it has a `range`, and neither `band` nor `refits`: these were measured on people of whom everything was known. */
        ScoredRecord: {
            probability: number;
            positive: boolean;
            range?: components["schemas"]["PlausibleRange"];
            band?: components["schemas"]["ObservedRisk"];
            refits?: components["schemas"]["Interval"];
            outside: string[];
            thin?: components["schemas"]["ThinField"][];
        };
        /** @description A part of the form, in the order in which a person is asked. */
        Section: {
            title: string;
            fields: string[];
        };
        ServerMetadata: {
            name: string;
            version: string;
            extensions: string[];
        };
        /** @description The version that answers. */
        ServingVersion: {
            version: string;
            candidate: string;
            candidate_label: string;
            threshold: number;
        };
        /** @description Rows of known people examined again: where the known row measures, teaches, or both do. */
        SetAside: {
            from_learning: number | "fewer than 5";
            from_measuring: number | "fewer than 5";
            in_its_fold: number | "fewer than 5";
        };
        /** @description A stability index, and what chance explains of it. */
        Shift: {
            index: number;
            limit: number;
        };
        /** @description `left_out` is the recipe learned from all other sites, `within` the version itself. */
        SiteReport: {
            site: string;
            n: number | "fewer than 5";
            events: number | "fewer than 5";
            within: components["schemas"]["PartFigures"] | null;
            left_out: components["schemas"]["PartFigures"] | null;
        };
        /** @description The sites with the most people; `others` are not shown. */
        SitesReport: {
            column: string;
            groups: components["schemas"]["SiteReport"][];
            others: number;
        };
        /** @description Which rows teach and which measure; `new` are held-out rows of later data sets. */
        SplitReport: {
            rule: string;
            training: number;
            holdout: number;
            new: number;
            set_aside?: components["schemas"]["SetAside"];
            anchor: components["schemas"]["EvaluationRows"];
            people?: number;
        };
        StudiedRange: {
            low: number;
            high: number;
        };
        /** @description Some of the people: `group` is their label within the field called `label`. `too_few` had it for the gate to judge the group; of fewer than 20, and in older reports of these, there are no figures. `recall` is that at the threshold that finds the common share of all who had it. */
        Subgroup: {
            field: string;
            label: string;
            group: string;
            n: number | "fewer than 5";
            events: number | "fewer than 5";
            too_few: boolean;
            auroc: components["schemas"]["Estimate"] | null;
            recall: components["schemas"]["Estimate"] | null;
            observed_expected: components["schemas"]["Estimate"] | null;
        };
        /** @description The groups, and the overall `recall` at which they are compared. */
        Subgroups: {
            recall: number;
            groups: components["schemas"]["Subgroup"][];
        };
        /** @description Known values of a number; at least five people lie at or beyond `low` and `high`. */
        Summary: {
            low?: number | null;
            q1: number;
            median: number;
            q3: number;
            high?: number | null;
            mean: number;
            sd: number;
        };
        Target: {
            label: string;
            meaning: string;
        };
        /** @description A variable dimension is -1. */
        TensorMetadata: {
            name: string;
            /** @enum {string} */
            datatype: "BOOL" | "INT32" | "INT64" | "FP32" | "FP64" | "BYTES";
            shape: number[];
        };
        ThinField: {
            field: string;
            reason: string;
        };
        /** @description The probability from which on a result counts as positive, and how it was chosen. */
        Threshold: {
            policy: string;
            value: number;
        };
        /** @description The probability from which on a result is positive, and what that does on these rows. `interval` null: it is declared, not estimated. `net_benefit` is per person, null where nobody is pointed out. */
        ThresholdReport: {
            policy: string;
            value: number;
            interval: [
                number,
                number
            ] | null;
            sensitivity: components["schemas"]["Estimate"];
            specificity: components["schemas"]["Estimate"];
            flagged: components["schemas"]["Estimate"];
            net_benefit?: components["schemas"]["Estimate"] | null;
        };
        /** @description A version that has learned from rows which are removed now; it may be withdrawn. */
        TrainedVersion: {
            version: string;
            /** Format: date-time */
            created: string;
            champion: boolean;
            /** @enum {string} */
            outcome: "promoted" | "candidate" | "rejected";
            withdrawn: components["schemas"]["Withdrawal"] | null;
        };
        UploadLimits: {
            bytes: number;
        };
        /** @description A version judged by rows that nothing learns from. `progress` is 0 to 1 while it runs. `rows` are those that were measured, of `people` where a column tells them apart. `rows_kept`: the file is still there, since it is not measured yet. `champion`: whether the version was champion when it was asked for. `warnings` say what speaks against believing the figures. Viewers and whoever has no key are not told columns that are not declared. */
        ValidationDescription: {
            id: string;
            version: string;
            champion: boolean;
            note: string | null;
            sha256: string;
            size: number;
            by: string;
            at: string;
            predictor: string;
            /** @enum {string} */
            status: "queued" | "running" | "done" | "failed";
            progress: number | null;
            message: string | null;
            rows: number | null;
            people: number | null;
            events: number | "fewer than 5" | null;
            ended_at: string | null;
            error: string | null;
            error_code: components["schemas"]["Code"] | null;
            faults: components["schemas"]["RowFaults"];
            rows_kept: boolean;
            warnings: string[];
            figures: components["schemas"]["ComparedFigure"][];
        };
        /** @description `to_prevalence` compares the version with giving everybody the prevalence. */
        ValidationMeasures: {
            /** @enum {string} */
            on: "validation";
            how: string;
            winner: components["schemas"]["Measures"];
            always_no: components["schemas"]["Measures"];
            to_prevalence: components["schemas"]["PairedComparison"];
        };
        /** @description Everything that was measured on rows that nothing learns from. `warnings` say what speaks against believing the figures, `roles` what cannot be told because the file lacks a column. `training` repeats what the version's own report says. */
        ValidationReport: {
            format: number;
            predictor: string;
            title: string;
            validation: string;
            version: string;
            champion: boolean;
            candidate: string;
            note: string | null;
            asked: string;
            sha256: string;
            warnings: string[];
            roles: string[];
            data: components["schemas"]["MeasuredRows"];
            beyond: components["schemas"]["OutOfRangeRows"];
            learned: components["schemas"]["LearnedRows"];
            evaluation: components["schemas"]["ValidationMeasures"];
            compared: components["schemas"]["ComparedFigures"];
            threshold: components["schemas"]["ThresholdReport"];
            calibration: components["schemas"]["CalibrationReport"];
            decision_curve: components["schemas"]["DecisionCurve"];
            operating?: components["schemas"]["Operating"];
            subgroups: components["schemas"]["Subgroups"];
            score_band: components["schemas"]["ScorePoint"][];
            sites: components["schemas"]["SitesReport"] | null;
            periods: components["schemas"]["Periods"] | null;
            training: components["schemas"]["OwnReport"];
        };
        Validations: {
            predictor: string;
            limits: components["schemas"]["UploadLimits"];
            validations: components["schemas"]["ValidationDescription"][];
        };
        VersionAnswer: {
            predictor: string;
            version: string;
            threshold: number;
        };
        /** @description What a version tells everybody of itself: all of its manifest that holds no rows. */
        VersionDescription: {
            format_version: number;
            predictor: string;
            version: string;
            /** Format: date-time */
            created: string;
            job: string;
            /** @enum {string} */
            effort: "quick" | "full";
            /** @enum {string} */
            size: "large" | "small";
            candidate: components["schemas"]["Candidate"];
            recipe: components["schemas"]["Recipe"];
            anchor: components["schemas"]["EvaluationSetRecord"];
            threshold: components["schemas"]["Threshold"];
            fields: components["schemas"]["FieldCode"][];
            datasets: components["schemas"]["DataSet"][];
            rows: number;
            libraries: {
                [key: string]: string;
            };
            files: {
                [key: string]: components["schemas"]["FileDigest"];
            };
        };
        /** @description A page of the `total` versions; `next` is the cursor of the page after it, null: none. */
        Versions: {
            predictor: string;
            champion: string | null;
            versions: (components["schemas"]["ListedVersion"] | components["schemas"]["BrokenVersion"])[];
            next: string | null;
            total: number;
        };
        /** @description An output that is asked for. */
        WantedOutput: {
            /** @enum {string} */
            name: "probability" | "positive";
            parameters?: components["schemas"]["WantedParameters"] | null;
        } & {
            [key: string]: unknown;
        };
        WantedParameters: {
            binary_data?: boolean | null;
        } & {
            [key: string]: unknown;
        };
        /** @description That a version was taken out of use: when (ISO 8601), by whom and why. */
        Withdrawal: {
            at: string;
            by: string;
            reason: string;
        };
        /** @description A version that is out of use: since when, by whom and why. */
        Withdrawn: {
            predictor: string;
            version: string;
            withdrawn: components["schemas"]["Withdrawal"];
        };
        /** @description How a result is told. `{n}` and `{m}` are whole numbers of people out of 100. `next_step` is what makes sense for whoever is pointed out, `questions` are what somebody may ask a doctor with the result in hand. */
        Wording: {
            people: string;
            result: string;
            complement: string;
            positive: string;
            negative: string;
            next_step?: string | null;
            /** @default [] */
            questions: string[];
            disclaimer: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
